import { and, eq, sql } from "drizzle-orm";
import type { Transaction } from "#db/client.ts";
import { projectMembers } from "#db/schema/people.ts";
import { lastsLonger } from "./held-time.ts";
import type { ProjectRole } from "./policy.ts";

type Member = { projectId: string; userId: string };
type Membership = Member & { role: ProjectRole; expiresAt: Date | null; grantedBy: string };

const ofMember = ({ projectId, userId }: Member) =>
  and(eq(projectMembers.projectId, projectId), eq(projectMembers.userId, userId));

const rolesHeld = (tx: Transaction, member: Member) =>
  tx
    .select({ role: projectMembers.role, expiresAt: projectMembers.expiresAt })
    .from(projectMembers)
    .where(ofMember(member))
    .orderBy(projectMembers.role)
    .for("update");

/** Makes this the one role that somebody has in a project by themselves; gives what they had and what they have. */
export async function setRole(tx: Transaction, membership: Membership) {
  const before = await rolesHeld(tx, membership);
  await tx.delete(projectMembers).where(ofMember(membership));
  await upsert(tx, membership, false);
  return { before, after: await rolesHeld(tx, membership) };
}

/**
 * Adds a role to what somebody has in a project. A stronger or weaker one that they have stays as it is, and so does the same
 * one where it holds for longer.
 */
export async function addRole(tx: Transaction, membership: Membership) {
  const before = await rolesHeld(tx, membership);
  await upsert(tx, membership, true);
  return { before, after: await rolesHeld(tx, membership) };
}

const upsert = (tx: Transaction, { projectId, userId, role, expiresAt, grantedBy }: Membership, keepsLonger: boolean) =>
  tx
    .insert(projectMembers)
    .values({ projectId, userId, role, expiresAt, grantedBy })
    .onConflictDoUpdate({
      target: [projectMembers.projectId, projectMembers.userId, projectMembers.role],
      set: { expiresAt, grantedBy, createdAt: sql`now()` },
      ...(keepsLonger ? { setWhere: lastsLonger(projectMembers.expiresAt) } : {}),
    });
