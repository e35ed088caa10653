import { and, eq, inArray, or, sql } from "drizzle-orm";
import type { AnyPgColumn } from "drizzle-orm/pg-core";
import { projects } from "#db/schema/people.ts";
import { seesAllProjects } from "#lib/access/policy.ts";
import type { RequestContext } from "#lib/platform/context.ts";
import { notFound } from "#lib/platform/errors.ts";

/** The `where` of everything that belongs to a project: rows of projects that the caller sees, and no others. */
export function visibleProjects(ctx: RequestContext, column: AnyPgColumn) {
  if (!ctx.grants) return sql`false`;
  if (seesAllProjects(ctx.grants)) return sql`true`;
  const ids = [...ctx.grants.projects.keys()];
  return ids.length > 0 ? inArray(column, ids) : sql`false`;
}

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** A project by its slug or id, as the target of a question; `not-found` where the caller does not see it. */
export async function findProject(ctx: RequestContext, slugOrId: string) {
  const named = uuid.test(slugOrId)
    ? or(eq(projects.slug, slugOrId), eq(projects.id, slugOrId))
    : eq(projects.slug, slugOrId);
  const [project] = await ctx.db
    .select({ projectId: projects.id, slug: projects.slug, name: projects.name })
    .from(projects)
    .where(and(named, visibleProjects(ctx, projects.id)));
  if (!project) throw notFound("no-project", { project: slugOrId });
  return project;
}
