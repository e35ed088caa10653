import { and, count, eq, inArray, isNotNull, isNull, sql } from "drizzle-orm";
import type { Database } from "#db/client.ts";
import { groupRoles, projectMembers, userGroups, users } from "#db/schema/people.ts";
import { stillHolds } from "#lib/access/grants.ts";
import type { PlatformRole } from "#lib/access/policy.ts";
import { userIdOf } from "#lib/platform/context.ts";
import { orderOf, pageOf, searchIn } from "#lib/platform/page.ts";
import { defineQuery } from "#lib/platform/query.ts";
import { ListUsersInput } from "./schema.ts";

const columns = {
  login: sql`lower(${users.login})`,
  name: users.name,
  platformRole: users.platformRole,
  lastSeenAt: sql`coalesce(${users.lastSeenAt}, '-infinity')`,
  createdAt: users.createdAt,
};

/** Everyone who has an account, a page at a time, with what they may do beyond their own role and which accounts are one person's. */
export const listUsers = defineQuery({
  name: "user.list",
  input: ListUsersInput,
  permission: "audit:read",
  target: async () => ({ projectId: null }),
  run: async ({ ctx, db, input }) => {
    const { state, platformRole } = input;
    const where = and(
      searchIn(input.search, [users.login, users.name]),
      state === "disabled" ? isNotNull(users.disabledAt) : undefined,
      state === "enabled" ? isNull(users.disabledAt) : undefined,
      platformRole ? eq(users.platformRole, platformRole) : undefined,
    );
    const { limit, offset } = pageOf(input);
    const [rows, [counted]] = await Promise.all([
      db
        .select({
          id: users.id,
          login: users.login,
          name: users.name,
          email: users.email,
          platformRole: users.platformRole,
          personId: users.personId,
          hasPassword: sql<boolean>`${users.passwordHash} is not null`,
          hasOpenId: sql<boolean>`${users.oidcSubject} is not null`,
          lastSeenAt: users.lastSeenAt,
          disabledAt: users.disabledAt,
        })
        .from(users)
        .where(where)
        .orderBy(...orderOf(input.sort, columns, users.id))
        .limit(limit)
        .offset(offset),
      db.select({ total: count() }).from(users).where(where),
    ]);
    const [grants, persons] = await Promise.all([
      grantsOf(
        db,
        rows.map(({ id }) => id),
      ),
      accountsOf(db, rows),
    ]);
    const self = userIdOf(ctx.actor);
    return {
      rows: rows.map(({ personId, ...row }) => {
        const accounts = persons.get(personId) ?? [];
        return {
          ...row,
          ...grants(row.id),
          samePersonAs: accounts.filter(({ id }) => id !== row.id).map(({ login }) => login),
          isSelf: accounts.some(({ id }) => id === self),
        };
      }),
      total: counted?.total ?? 0,
    };
  },
});

/** In how many projects each has a role, and the platform roles of their groups. */
async function grantsOf(db: Database, ids: string[]) {
  if (ids.length === 0) return () => ({ projects: 0, groupRoles: [] });
  const [own, ofGroups] = await Promise.all([
    db
      .select({ userId: projectMembers.userId, projectId: projectMembers.projectId })
      .from(projectMembers)
      .where(and(inArray(projectMembers.userId, ids), stillHolds(projectMembers.expiresAt))),
    db
      .select({
        userId: userGroups.userId,
        group: groupRoles.group,
        projectId: groupRoles.projectId,
        platformRole: groupRoles.platformRole,
      })
      .from(userGroups)
      .innerJoin(groupRoles, eq(groupRoles.group, userGroups.group))
      .where(inArray(userGroups.userId, ids)),
  ]);
  const all = Map.groupBy([...own, ...ofGroups], ({ userId }) => userId);
  const platform = Map.groupBy(ofGroups, ({ userId }) => userId);
  return (userId: string): { projects: number; groupRoles: { group: string; role: PlatformRole }[] } => ({
    projects: new Set((all.get(userId) ?? []).flatMap(({ projectId }) => projectId ?? [])).size,
    groupRoles: (platform.get(userId) ?? []).flatMap(({ group, platformRole: role }) => (role ? { group, role } : [])),
  });
}

/** All accounts of the people on the page. */
async function accountsOf(db: Database, rows: { personId: string }[]) {
  if (rows.length === 0) return new Map<string, never>();
  const accounts = await db
    .select({ id: users.id, login: users.login, personId: users.personId })
    .from(users)
    .where(inArray(users.personId, [...new Set(rows.map(({ personId }) => personId))]))
    .orderBy(users.login);
  return Map.groupBy(accounts, ({ personId }) => personId);
}
