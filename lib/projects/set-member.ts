import { eq } from "drizzle-orm";
import { projects } from "#db/schema/people.ts";
import { setRole } from "#lib/access/write-membership.ts";
import { findUser, requireSomebodyElse } from "#lib/auth/find-user.ts";
import { defineCommand } from "#lib/platform/command.ts";
import { userIdOf } from "#lib/platform/context.ts";
import { refused } from "#lib/platform/errors.ts";
import { findProject } from "./find-project.ts";
import { ownersOf } from "./owners.ts";
import { SetMemberInput } from "./schema.ts";

/**
 * Gives a person a role in a project, until a moment or for good, in the place of all they had there. Nobody changes their own, with
 * whichever account, and the last owner stays one, unless an admin changes that.
 */
export const setMember = defineCommand({
  name: "member.set",
  input: SetMemberInput,
  permission: "member:write",
  target: async (ctx, { project, userId }) => {
    const found = await findProject(ctx, project);
    const { login, personId } = await findUser(ctx, userId);
    return { ...found, login, personId };
  },
  run: async ({ tx, actor, ctx, input: { userId, role, expiresAt }, target }) => {
    await requireSomebodyElse(tx, actor, target);
    const { projectId } = target;
    await tx.select({ id: projects.id }).from(projects).where(eq(projects.id, projectId)).for("no key update");
    const owners = await ownersOf(tx, projectId);
    const change = await setRole(tx, { projectId, userId, role, expiresAt, grantedBy: userIdOf(actor) });
    const isOrphaned = owners.length > 0 && (await ownersOf(tx, projectId)).length === 0;
    if (isOrphaned && ctx.grants?.platformRole !== "admin") throw refused("last-owner");
    return { projectId, userId, role, ...change };
  },
  audit: ({ userId, role, expiresAt }, target, output) => ({
    userId,
    login: target?.login,
    role,
    expiresAt: expiresAt?.toISOString() ?? null,
    ...(output && { before: output.before, after: output.after }),
  }),
});
