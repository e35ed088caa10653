import { and, eq } from "drizzle-orm";
import { z } from "zod";
import type { Transaction } from "#db/client.ts";
import { projectMembers, projects } from "#db/schema/people.ts";
import { defineCommand } from "#lib/platform/command.ts";
import { userIdOf } from "#lib/platform/context.ts";
import { notFound, refused } from "#lib/platform/errors.ts";
import { findProject } from "./find-project.ts";
import { ownersOf } from "./owners.ts";

/** Takes all roles away that somebody has by themselves. Those who leave at the same moment wait for each other, so that one owner is left. */
async function remove(tx: Transaction, projectId: string, userId: string, mayOrphan: boolean) {
  await tx.select({ id: projects.id }).from(projects).where(eq(projects.id, projectId)).for("no key update");
  const owners = await ownersOf(tx, projectId);
  const gone = await tx
    .delete(projectMembers)
    .where(and(eq(projectMembers.projectId, projectId), eq(projectMembers.userId, userId)))
    .returning({ role: projectMembers.role, expiresAt: projectMembers.expiresAt });
  if (gone.length === 0) throw notFound("no-member");
  const isOrphaned = owners.includes(userId) && (await ownersOf(tx, projectId)).length === 0;
  if (isOrphaned && !mayOrphan) throw refused("last-owner");
  return { before: gone, after: [] };
}

/**
 * Takes away all roles that a person has in a project by themselves: it holds at their next request. What a group gives is not touched. The last owner
 * stays, unless an admin takes them out.
 */
export const removeMember = defineCommand({
  name: "member.remove",
  input: z.strictObject({ project: z.string(), userId: z.uuid() }),
  permission: "member:write",
  target: (ctx, { project }) => findProject(ctx, project),
  run: ({ tx, ctx, input, target }) => remove(tx, target.projectId, input.userId, ctx.grants?.platformRole === "admin"),
  audit: (input, _target, output) => ({ userId: input.userId, ...output }),
});

/** Leaves a project: whoever sees it may give up what they have there by themselves. The last owner stays. */
export const leaveProject = defineCommand({
  name: "member.leave",
  input: z.strictObject({ project: z.string() }),
  permission: "project:read",
  target: (ctx, { project }) => findProject(ctx, project),
  run: ({ tx, actor, ctx, target }) =>
    remove(tx, target.projectId, userIdOf(actor), ctx.grants?.platformRole === "admin"),
  audit: (_input, _target, output) => ({ ...output }),
});
