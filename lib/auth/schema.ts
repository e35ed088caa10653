import { z } from "zod";
import { platformRoles } from "#lib/access/policy.ts";

export const Login = z
  .string()
  .trim()
  .min(2)
  .max(200)
  .regex(/^[^\s/\\]+$/, "No spaces or slashes");

/** bcrypt reads 72 bytes: what is longer would be accepted with any ending. */
export const Password = z
  .string()
  .min(12, "At least 12 characters")
  .refine((password) => Buffer.byteLength(password) <= 72, "At most 72 bytes");

export const CreateUserInput = z.strictObject({
  login: Login,
  name: z.string().trim().min(1).max(100),
  platformRole: z.enum(platformRoles).default("member"),
  /** Absent for people who sign in through the OpenID provider alone. */
  password: Password.optional(),
});
export type CreateUserInput = z.infer<typeof CreateUserInput>;

export const DisableUserInput = z.strictObject({ userId: z.uuid() });
export type DisableUserInput = z.infer<typeof DisableUserInput>;
