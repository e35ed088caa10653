import { and, desc, eq } from "drizzle-orm";
import { jobs, jobVersions } from "#db/schema/jobs.ts";
import { projects } from "#db/schema/people.ts";
import type { RequestContext } from "#lib/platform/context.ts";
import { notFound } from "#lib/platform/errors.ts";
import { visibleProjects } from "#lib/projects/find-project.ts";

/** A job with its newest version, as the target of a question; `not-found` where the caller does not see its project. */
export async function findJob(ctx: RequestContext, jobId: string) {
  const [job] = await ctx.db
    .select({
      projectId: jobs.projectId,
      projectSlug: projects.slug,
      jobId: jobs.id,
      name: jobs.name,
      type: jobs.type,
      archivedAt: jobs.archivedAt,
      rowVersion: jobs.version,
      versionId: jobVersions.id,
      versionNumber: jobVersions.number,
      spec: jobVersions.spec,
      changedAt: jobVersions.createdAt,
    })
    .from(jobs)
    .innerJoin(projects, eq(projects.id, jobs.projectId))
    .innerJoin(jobVersions, eq(jobVersions.jobId, jobs.id))
    .where(and(eq(jobs.id, jobId), visibleProjects(ctx, jobs.projectId)))
    .orderBy(desc(jobVersions.number))
    .limit(1);
  if (!job) throw notFound("no-job");
  return job;
}
