import { and, eq, gt, isNull, or, sql } from "drizzle-orm";
import type { Transaction } from "#db/client.ts";
import { projectMembers } from "#db/schema/people.ts";
import type { ProjectRole } from "./policy.ts";

type Membership = {
  projectId: string;
  userId: string;
  role: ProjectRole;
  expiresAt: Date | null;
  grantedBy: string;
};
export type RoleHeld = { role: ProjectRole; expiresAt: Date | null };

const ofMember = ({ projectId, userId }: Pick<Membership, "projectId" | "userId">) =>
  and(eq(projectMembers.projectId, projectId), eq(projectMembers.userId, userId));

const held = (tx: Transaction, member: Pick<Membership, "projectId" | "userId">): Promise<RoleHeld[]> =>
  tx
    .select({ role: projectMembers.role, expiresAt: projectMembers.expiresAt })
    .from(projectMembers)
    .where(ofMember(member))
    .orderBy(projectMembers.role)
    .for("update");

/** Makes this the one role that somebody has in a project by themselves; gives what they had and what they have. */
export async function setRole(tx: Transaction, { projectId, userId, role, expiresAt, grantedBy }: Membership) {
  const before = await held(tx, { projectId, userId });
  await tx.delete(projectMembers).where(ofMember({ projectId, userId }));
  await tx
    .insert(projectMembers)
    .values({ projectId, userId, role, expiresAt, grantedBy })
    .onConflictDoUpdate({
      target: [projectMembers.projectId, projectMembers.userId, projectMembers.role],
      set: { expiresAt, grantedBy, createdAt: sql`now()` },
    });
  return { before, after: await held(tx, { projectId, userId }) };
}

/**
 * Adds a role to what somebody has in a project. A stronger or weaker one that they have stays as it is, and so does the same
 * one where it holds for longer.
 */
export async function addRole(tx: Transaction, { projectId, userId, role, expiresAt, grantedBy }: Membership) {
  const before = await held(tx, { projectId, userId });
  await tx
    .insert(projectMembers)
    .values({ projectId, userId, role, expiresAt, grantedBy })
    .onConflictDoUpdate({
      target: [projectMembers.projectId, projectMembers.userId, projectMembers.role],
      set: { expiresAt, grantedBy, createdAt: sql`now()` },
      setWhere: or(
        gt(sql`excluded.expires_at`, projectMembers.expiresAt),
        and(isNull(sql`excluded.expires_at`), sql`${projectMembers.expiresAt} is not null`),
      ),
    });
  return { before, after: await held(tx, { projectId, userId }) };
}
