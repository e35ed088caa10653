import { and, eq, gt, isNull, or, sql } from "drizzle-orm";
import type { Database, Transaction } from "#db/client.ts";
import { projectMembers, users } from "#db/schema/people.ts";
import type { Grants, ProjectRole } from "./policy.ts";

/** Holds by the database's clock: a grant without an end, or whose end has not come. */
export const stillHolds = (expiresAt: typeof projectMembers.expiresAt) =>
  or(isNull(expiresAt), gt(expiresAt, sql`now()`));

/** What a user may do now, in one query; null for a user who is disabled or gone. */
export async function loadGrants(db: Database | Transaction, userId: string): Promise<Grants | null> {
  const rows = await db
    .select({ platformRole: users.platformRole, projectId: projectMembers.projectId, role: projectMembers.role })
    .from(users)
    .leftJoin(projectMembers, and(eq(projectMembers.userId, users.id), stillHolds(projectMembers.expiresAt)))
    .where(and(eq(users.id, userId), isNull(users.disabledAt)));
  const [first] = rows;
  if (!first) return null;
  const projects = new Map<string, ProjectRole>();
  for (const row of rows) if (row.projectId && row.role) projects.set(row.projectId, row.role);
  return { platformRole: first.platformRole, projects };
}
