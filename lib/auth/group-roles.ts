import { and, asc, count, eq, isNull, sql } from "drizzle-orm";
import { groupRoles, projects, userGroups, users } from "#db/schema/people.ts";
import { defineCommand } from "#lib/platform/command.ts";
import { userIdOf } from "#lib/platform/context.ts";
import { notFound, refused } from "#lib/platform/errors.ts";
import { ListInput, orderOf, pageOf, searchIn } from "#lib/platform/page.ts";
import { defineQuery } from "#lib/platform/query.ts";
import { findProject } from "#lib/projects/find-project.ts";
import { type groupGrants, RemoveGroupRoleInput, SetGroupRoleInput } from "./schema.ts";

type Role = (typeof groupGrants)[number];
const isPlatformRole = (role: Role): role is "admin" | "auditor" => role === "admin" || role === "auditor";

/**
 * Gives everyone of a group of the OpenID provider a role in a project, or admin or auditor in all of Slipway, for as long as their last
 * sign-in said that they are in it. Nobody gives a group of their own a role.
 */
export const setGroupRole = defineCommand({
  name: "group-role.set",
  input: SetGroupRoleInput,
  permission: "user:write",
  target: async (ctx, { project }) => (project === null ? { projectId: null, slug: null } : findProject(ctx, project)),
  run: async ({ tx, actor, input: { group, role }, target: { projectId } }) => {
    const [self] = await tx
      .select({ personId: users.personId })
      .from(users)
      .where(eq(users.id, userIdOf(actor)));
    const [own] = await tx
      .select({ login: users.login })
      .from(userGroups)
      .innerJoin(users, eq(users.id, userGroups.userId))
      .where(and(eq(userGroups.group, group), eq(users.personId, self?.personId ?? "")))
      .limit(1);
    if (own) throw refused("own-group");
    const given = isPlatformRole(role)
      ? { platformRole: role, projectRole: null }
      : { platformRole: null, projectRole: role };
    const grantedBy = userIdOf(actor);
    const there = and(
      eq(groupRoles.group, group),
      projectId ? eq(groupRoles.projectId, projectId) : isNull(groupRoles.projectId),
    );
    const [before] = await tx.select().from(groupRoles).where(there).for("update");
    const [row] = await tx
      .insert(groupRoles)
      .values({ group, projectId, ...given, grantedBy })
      .onConflictDoUpdate({
        target: [groupRoles.group, groupRoles.projectId],
        set: { ...given, grantedBy, createdAt: sql`now()` },
      })
      .returning({ groupRoleId: groupRoles.id });
    return { groupRoleId: row?.groupRoleId ?? "", before: before?.projectRole ?? before?.platformRole ?? null };
  },
  audit: ({ group, role }, target, output) => ({
    group,
    project: target?.slug ?? null,
    ...(output && { before: { role: output.before }, after: { role } }),
  }),
});

/** Takes a group's role away: it holds at the next request of everyone in the group. */
export const removeGroupRole = defineCommand({
  name: "group-role.remove",
  input: RemoveGroupRoleInput,
  permission: "user:write",
  target: async ({ db }, { groupRoleId }) => {
    const [row] = await db.select().from(groupRoles).where(eq(groupRoles.id, groupRoleId));
    if (!row) throw notFound("no-group-role");
    return { projectId: row.projectId, group: row.group, role: row.projectRole ?? row.platformRole };
  },
  run: async ({ tx, input: { groupRoleId } }) => {
    await tx.delete(groupRoles).where(eq(groupRoles.id, groupRoleId));
    return {};
  },
  audit: ({ groupRoleId }, target) => ({
    groupRoleId,
    group: target?.group,
    before: target && { role: target.role },
    after: null,
  }),
});

/** What each group gives, and how many people were in it at their last sign-in. */
export const listGroupRoles = defineQuery({
  name: "group-role.list",
  input: ListInput,
  permission: "audit:read",
  target: async () => ({ projectId: null }),
  run: async ({ db, input }) => {
    const where = searchIn(input.search, [groupRoles.group, projects.slug]);
    const columns = { group: groupRoles.group, project: projects.slug, createdAt: groupRoles.createdAt };
    const { limit, offset } = pageOf(input);
    const [rows, [counted]] = await Promise.all([
      db
        .select({
          id: groupRoles.id,
          group: groupRoles.group,
          project: projects.slug,
          projectRole: groupRoles.projectRole,
          platformRole: groupRoles.platformRole,
          people: db.$count(userGroups, eq(userGroups.group, groupRoles.group)),
          givenBy: users.login,
          createdAt: groupRoles.createdAt,
        })
        .from(groupRoles)
        .leftJoin(projects, eq(projects.id, groupRoles.projectId))
        .leftJoin(users, eq(users.id, groupRoles.grantedBy))
        .where(where)
        .orderBy(...orderOf(input.sort, columns, groupRoles.id))
        .limit(limit)
        .offset(offset),
      db
        .select({ total: count() })
        .from(groupRoles)
        .leftJoin(projects, eq(projects.id, groupRoles.projectId))
        .where(where),
    ]);
    return {
      rows: rows.map(({ projectRole, platformRole, ...row }) => ({
        ...row,
        role: projectRole ?? platformRole ?? "viewer",
      })),
      total: counted?.total ?? 0,
    };
  },
});

/** The groups that people were in at their last sign-in, those with most of them first: what a mapping can name without a typo. */
export const listGroups = defineQuery({
  name: "group.list",
  input: ListInput.pick({ search: true }),
  permission: "audit:read",
  target: async () => ({ projectId: null }),
  run: ({ db, input }) =>
    db
      .select({ group: userGroups.group, people: count() })
      .from(userGroups)
      .where(searchIn(input.search, [userGroups.group]))
      .groupBy(userGroups.group)
      .orderBy(asc(userGroups.group))
      .limit(200),
});
