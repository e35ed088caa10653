import { findJob } from "#lib/jobs/find-job.ts";
import type { RequestContext } from "#lib/platform/context.ts";
import { notFound } from "#lib/platform/errors.ts";

/** The id of the job from whose launch form something is asked for a project; `not-found` where the caller sees no such job of it. */
export async function findAskedFrom(ctx: RequestContext, projectId: string, jobId: string | null) {
  if (jobId === null) return null;
  const job = await findJob(ctx, jobId);
  if (job.projectId !== projectId) throw notFound("no-job");
  return jobId;
}
