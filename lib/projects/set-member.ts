import { setRole } from "#lib/access/write-membership.ts";
import { defineCommand } from "#lib/platform/command.ts";
import { userIdOf } from "#lib/platform/context.ts";
import { refused } from "#lib/platform/errors.ts";
import { findProject } from "./find-project.ts";
import { SetMemberInput } from "./schema.ts";

/** Gives a person a role in a project, until a moment or for good, in the place of all they had there. Nobody changes their own. */
export const setMember = defineCommand({
  name: "member.set",
  input: SetMemberInput,
  permission: "member:write",
  target: (ctx, { project }) => findProject(ctx, project),
  run: async ({ tx, actor, input, target }) => {
    const grantedBy = userIdOf(actor);
    if (input.userId === grantedBy) throw refused("Somebody else has to change your own role");
    const { userId, role, expiresAt } = input;
    const { before } = await setRole(tx, { projectId: target.projectId, userId, role, expiresAt, grantedBy });
    return { projectId: target.projectId, userId, role, before };
  },
  audit: (input, _target, output) => ({
    userId: input.userId,
    before: output?.before ?? null,
    role: input.role,
    expiresAt: input.expiresAt?.toISOString() ?? null,
  }),
});
