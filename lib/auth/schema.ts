import { z } from "zod";
import { platformRoles, projectRoles } from "#lib/access/policy.ts";
import type { FieldKey } from "#lib/platform/fields-said.ts";
import { ListInput } from "#lib/platform/page.ts";

export const Login = z
  .string()
  .trim()
  .min(2)
  .max(200)
  .regex(/^[^\s/\\]+$/, "field.login" satisfies FieldKey);

/** bcrypt reads 72 bytes: what is longer would be accepted with any ending. */
export const Password = z
  .string()
  .min(12, "field.password-short" satisfies FieldKey)
  .refine((password) => Buffer.byteLength(password) <= 72, "field.password-long" satisfies FieldKey);

export const CreateUserInput = z.strictObject({
  login: Login,
  name: z.string().trim().min(1).max(100),
  platformRole: z.enum(platformRoles).default("member"),
  /** Absent for people who sign in through the OpenID provider alone. */
  password: Password.optional(),
});
export type CreateUserInput = z.infer<typeof CreateUserInput>;

/** A change that needs to know the account and nothing else. */
export const UserInput = z.strictObject({ userId: z.uuid() });
export const SetPlatformRoleInput = UserInput.extend({ platformRole: z.enum(platformRoles) });
export const ResetPasswordInput = UserInput.extend({ password: Password });
export const SamePersonInput = UserInput.extend({ otherUserId: z.uuid() });

export const ListUsersInput = ListInput.extend({
  state: z.enum(["enabled", "disabled"]).nullable().default(null),
  platformRole: z.enum(platformRoles).nullable().default(null),
});

/** A group as the OpenID provider names it: compared letter for letter. */
export const GroupName = z.string().min(1).max(256);

export const groupGrants = [...projectRoles, "auditor", "admin"] as const;
/** With a project one of its roles, without one a role in all of Slipway. */
export const SetGroupRoleInput = z
  .strictObject({ group: GroupName, project: z.string().nullable().default(null), role: z.enum(groupGrants) })
  .refine(({ project, role }) => (project === null) === (role === "auditor" || role === "admin"), {
    path: ["role"],
    message: "field.group-role" satisfies FieldKey,
  });
export const RemoveGroupRoleInput = z.strictObject({ groupRoleId: z.uuid() });
