import { and, eq, isNull, type SQL, sql } from "drizzle-orm";
import { union } from "drizzle-orm/pg-core";
import type { Database, Transaction } from "#db/client.ts";
import { groupRoles, projectMembers, userGroups, users } from "#db/schema/people.ts";
import { stillHolds } from "#lib/access/grants.ts";

/** The people who own a project at this moment, by themselves or by a group: those who are disabled or whose role ended do not. */
export async function ownersOf(db: Database | Transaction, projectId: string): Promise<string[]> {
  const enabled: SQL = isNull(users.disabledAt);
  const rows = await union(
    db
      .select({ userId: sql<string>`${projectMembers.userId}`.as("owner_id") })
      .from(projectMembers)
      .innerJoin(users, and(eq(users.id, projectMembers.userId), enabled))
      .where(
        and(
          eq(projectMembers.projectId, projectId),
          eq(projectMembers.role, "owner"),
          stillHolds(projectMembers.expiresAt),
        ),
      ),
    db
      .select({ userId: sql<string>`${userGroups.userId}`.as("owner_id") })
      .from(userGroups)
      .innerJoin(groupRoles, eq(groupRoles.group, userGroups.group))
      .innerJoin(users, and(eq(users.id, userGroups.userId), enabled))
      .where(and(eq(groupRoles.projectId, projectId), eq(groupRoles.projectRole, "owner"))),
  );
  return rows.map(({ userId }) => userId);
}
