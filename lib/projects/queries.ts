import { asc } from "drizzle-orm";
import { z } from "zod";
import { projects } from "#db/schema/people.ts";
import { can } from "#lib/access/policy.ts";
import { defineQuery } from "#lib/platform/query.ts";
import { findProject, visibleProjects } from "./find-project.ts";

/** The projects that the caller sees, with the role in each. */
export const listProjects = defineQuery({
  name: "project.list",
  input: z.strictObject({}),
  permission: "profile:read",
  target: async () => ({ projectId: null }),
  run: async ({ ctx, db }) => {
    const rows = await db
      .select({ id: projects.id, slug: projects.slug, name: projects.name })
      .from(projects)
      .where(visibleProjects(ctx, projects.id))
      .orderBy(asc(projects.slug));
    return rows.map((row) => ({ ...row, role: ctx.grants?.projects.get(row.id) ?? null }));
  },
});

/** One project, and what the caller may do in it. */
export const getProject = defineQuery({
  name: "project.get",
  input: z.strictObject({ project: z.string() }),
  permission: "project:read",
  target: (ctx, { project }) => findProject(ctx, project),
  run: async ({ ctx, target }) => ({
    id: target.projectId,
    slug: target.slug,
    name: target.name,
    role: ctx.grants?.projects.get(target.projectId) ?? null,
    mayLaunch: can(ctx.grants, "run:launch", target),
    mayStop: can(ctx.grants, "run:stop", target),
    mayEdit: can(ctx.grants, "job:write", target),
    mayReadLogs: can(ctx.grants, "log:read", target),
  }),
});
