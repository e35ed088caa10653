import { and, eq, gt, isNull, lte, or, sql } from "drizzle-orm";
import type { AnyPgColumn } from "drizzle-orm/pg-core";
import type { Database, Transaction } from "#db/client.ts";
import { groupRoles, projectMembers, userGroups, users } from "#db/schema/people.ts";
import { delegations } from "#db/schema/requests.ts";
import { type Grants, type PlatformRole, type ProjectRole, type StandIn, strongerRole } from "./policy.ts";

/** Holds by the database's clock: a grant without an end, or whose end has not come. */
export const stillHolds = (expiresAt: AnyPgColumn) => or(isNull(expiresAt), gt(expiresAt, sql`now()`));

const platformOrder: PlatformRole[] = ["member", "auditor", "admin"];
const strongerPlatformRole = (a: PlatformRole, b: PlatformRole) =>
  platformOrder.indexOf(a) > platformOrder.indexOf(b) ? a : b;

/** What a user may do now, by themselves, by their groups and in the place of others; null for a user who is disabled or gone. */
export async function loadGrants(db: Database | Transaction, userId: string): Promise<Grants | null> {
  const [roles, standsInFor] = await Promise.all([loadRoles(db, userId), loadStandIns(db, userId)]);
  return roles && { ...roles, standsInFor };
}

async function loadRoles(db: Database | Transaction, userId: string): Promise<Omit<Grants, "standsInFor"> | null> {
  const [own, ofGroups] = await Promise.all([
    db
      .select({ platformRole: users.platformRole, projectId: projectMembers.projectId, role: projectMembers.role })
      .from(users)
      .leftJoin(projectMembers, and(eq(projectMembers.userId, users.id), stillHolds(projectMembers.expiresAt)))
      .where(and(eq(users.id, userId), isNull(users.disabledAt))),
    db
      .select({
        projectId: groupRoles.projectId,
        projectRole: groupRoles.projectRole,
        platformRole: groupRoles.platformRole,
      })
      .from(userGroups)
      .innerJoin(groupRoles, eq(groupRoles.group, userGroups.group))
      .where(eq(userGroups.userId, userId)),
  ]);
  const [first] = own;
  if (!first) return null;
  const projects = new Map<string, ProjectRole>();
  for (const { projectId, role } of own)
    if (projectId && role) projects.set(projectId, strongerRole(projects.get(projectId), role));
  let { platformRole } = first;
  for (const group of ofGroups) {
    if (group.projectId && group.projectRole)
      projects.set(group.projectId, strongerRole(projects.get(group.projectId), group.projectRole));
    if (group.platformRole) platformRole = strongerPlatformRole(platformRole, group.platformRole);
  }
  return { platformRole, projects };
}

/** For whom a user stands in at this moment; those who are disabled lend nothing, and nobody lends what was lent to them. */
async function loadStandIns(db: Database | Transaction, userId: string): Promise<StandIn[]> {
  const now = sql`now()`;
  const away = await db
    .selectDistinct({ userId: delegations.ownerId, personId: users.personId })
    .from(delegations)
    .innerJoin(users, eq(users.id, delegations.ownerId))
    .where(and(eq(delegations.delegateId, userId), lte(delegations.startsAt, now), gt(delegations.endsAt, now)));
  const loaded = await Promise.all(
    away.map(async (owner) => ({ ...owner, grants: await loadRoles(db, owner.userId) })),
  );
  return loaded.flatMap(({ grants, ...owner }) => (grants ? [{ ...owner, grants }] : []));
}
