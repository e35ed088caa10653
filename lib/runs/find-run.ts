import { and, eq } from "drizzle-orm";
import { projects } from "#db/schema/people.ts";
import { runs } from "#db/schema/runs.ts";
import type { RequestContext } from "#lib/platform/context.ts";
import { notFound } from "#lib/platform/errors.ts";
import { visibleProjects } from "#lib/projects/find-project.ts";

/** A run as the target of a question; `not-found` where the caller does not see its project. */
export async function findRun(ctx: RequestContext, runId: string) {
  const [row] = await ctx.db
    .select({ run: runs, projectSlug: projects.slug })
    .from(runs)
    .innerJoin(projects, eq(projects.id, runs.projectId))
    .where(and(eq(runs.id, runId), visibleProjects(ctx, runs.projectId)));
  if (!row) throw notFound("no-run");
  return { ...row.run, projectSlug: row.projectSlug };
}
