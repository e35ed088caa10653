import { and, count, desc, eq, sql } from "drizzle-orm";
import { alias, unionAll } from "drizzle-orm/pg-core";
import { z } from "zod";
import type { Database } from "#db/client.ts";
import { groupRoles, projectMembers, userGroups, users } from "#db/schema/people.ts";
import { can, type ProjectRole } from "#lib/access/policy.ts";
import { ListInput, type ListPage, orderOf, pageOf, searchIn } from "#lib/platform/page.ts";
import { defineQuery } from "#lib/platform/query.ts";
import { findProject } from "./find-project.ts";
import { ownersOf } from "./owners.ts";
import { roleRank } from "./role-rank.ts";

/** One way in which one person has a role in a project: given to them, or by a group. Who has several has a row for each. */
export type MemberRow = {
  userId: string;
  login: string;
  name: string;
  isDisabled: boolean;
  role: ProjectRole;
  /** The group of the OpenID provider that gives the role; null where the role is the person's own. */
  group: string | null;
  since: Date;
  until: Date | null;
  /** The end has come, by the database's clock. */
  hasEnded: boolean;
  by: string | null;
};

const granters = alias(users, "granters");

/** Every role that is given in a project, a row for each person and way. */
function heldRoles(db: Database, projectId: string) {
  const own = db
    .select({
      userId: sql<string>`${projectMembers.userId}`.as("held_user_id"),
      role: sql<ProjectRole>`${projectMembers.role}`.as("held_role"),
      group: sql<string | null>`null::text`.as("held_group"),
      since: sql<Date>`${projectMembers.createdAt}`.mapWith(projectMembers.createdAt).as("held_since"),
      until: sql<Date | null>`${projectMembers.expiresAt}`.mapWith(projectMembers.createdAt).as("held_until"),
      grantedBy: sql<string | null>`${projectMembers.grantedBy}`.as("held_granted_by"),
    })
    .from(projectMembers)
    .where(eq(projectMembers.projectId, projectId));
  const byGroup = db
    .select({
      userId: sql<string>`${userGroups.userId}`.as("held_user_id"),
      role: sql<ProjectRole>`${groupRoles.projectRole}`.as("held_role"),
      group: sql<string | null>`${groupRoles.group}`.as("held_group"),
      since: sql<Date>`${groupRoles.createdAt}`.mapWith(groupRoles.createdAt).as("held_since"),
      until: sql<Date | null>`null::timestamptz`.mapWith(groupRoles.createdAt).as("held_until"),
      grantedBy: sql<string | null>`${groupRoles.grantedBy}`.as("held_granted_by"),
    })
    .from(userGroups)
    .innerJoin(groupRoles, eq(groupRoles.group, userGroups.group))
    .where(eq(groupRoles.projectId, projectId));
  return unionAll(own, byGroup).as("held");
}

/** Who is in a project: with which role, since when, until when, given by whom, and whether through a group. */
export const listMembers = defineQuery({
  name: "member.list",
  input: ListInput.extend({ project: z.string() }),
  permission: "access:read",
  target: (ctx, { project }) => findProject(ctx, project),
  run: async ({ ctx, db, input, target }) => {
    const held = heldRoles(db, target.projectId);
    const found = searchIn(input.search, [users.login, users.name]);
    const rank = roleRank(held.role);
    const columns = {
      login: users.login,
      role: rank,
      since: sql`${held.since}`,
      until: sql`${held.until}`,
      by: granters.login,
    };
    const [rows, [counted], owners] = await Promise.all([
      db
        .select({
          userId: held.userId,
          login: users.login,
          name: users.name,
          isDisabled: sql<boolean>`${users.disabledAt} is not null`,
          role: held.role,
          group: held.group,
          since: held.since,
          until: held.until,
          hasEnded: sql<boolean>`coalesce(${held.until} <= now(), false)`,
          by: granters.login,
        })
        .from(held)
        .innerJoin(users, eq(users.id, held.userId))
        .leftJoin(granters, eq(granters.id, held.grantedBy))
        .where(and(found))
        .orderBy(...orderOf(input.sort, columns, users.id), sql`${held.group} nulls first`, desc(rank))
        .limit(pageOf(input).limit)
        .offset(pageOf(input).offset),
      db.select({ total: count() }).from(held).innerJoin(users, eq(users.id, held.userId)).where(and(found)),
      ownersOf(db, target.projectId),
    ]);
    const page: ListPage<MemberRow> = { rows, total: counted?.total ?? 0 };
    return {
      ...page,
      mayChange: can(ctx.grants, "member:write", target),
      /** An admin may leave a project without an owner; nobody else. */
      mayOrphan: can(ctx.grants, "project:write", target),
      owners,
      self: ctx.actor.kind === "user" ? ctx.actor.userId : null,
    };
  },
});
