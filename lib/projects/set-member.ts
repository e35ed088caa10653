import { projectMembers } from "#db/schema/people.ts";
import { defineCommand } from "#lib/platform/command.ts";
import { userIdOf } from "#lib/platform/context.ts";
import { refused } from "#lib/platform/errors.ts";
import { findProject } from "./find-project.ts";
import { SetMemberInput } from "./schema.ts";

/** Gives a person a role in a project, until a moment or for good. Nobody changes their own. */
export const setMember = defineCommand({
  name: "member.set",
  input: SetMemberInput,
  permission: "member:write",
  target: (ctx, { project }) => findProject(ctx, project),
  run: async ({ tx, actor, input, target }) => {
    if (input.userId === userIdOf(actor)) throw refused("Somebody else has to change your own role");
    const { userId, role, expiresAt } = input;
    await tx
      .insert(projectMembers)
      .values({ projectId: target.projectId, userId, role, expiresAt })
      .onConflictDoUpdate({ target: [projectMembers.projectId, projectMembers.userId], set: { role, expiresAt } });
    return { projectId: target.projectId, userId, role };
  },
  audit: (input) => ({ userId: input.userId, role: input.role, expiresAt: input.expiresAt?.toISOString() ?? null }),
});
