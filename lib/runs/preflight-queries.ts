import { and, eq } from "drizzle-orm";
import { jobVersions } from "#db/schema/jobs.ts";
import { yamlOf } from "#lib/clusters/manifest-yaml.ts";
import { findJob } from "#lib/jobs/find-job.ts";
import type { RequestContext } from "#lib/platform/context.ts";
import { userIdOf } from "#lib/platform/context.ts";
import { notFound } from "#lib/platform/errors.ts";
import { defineQuery } from "#lib/platform/query.ts";
import { wordsOf } from "#lib/platform/say.ts";
import { preflight } from "./preflight.ts";
import { LaunchRunInput } from "./schema.ts";

const Asked = LaunchRunInput.omit({ idempotencyKey: true });

async function findVersion(ctx: RequestContext, { jobId, jobVersionId }: { jobId: string; jobVersionId: string }) {
  const job = await findJob(ctx, jobId);
  const [version] = await ctx.db
    .select({ id: jobVersions.id })
    .from(jobVersions)
    .where(and(eq(jobVersions.id, jobVersionId), eq(jobVersions.jobId, jobId)));
  if (!version) throw notFound("no-job-version");
  return { projectId: job.projectId };
}

/** Shown in place of a run's id and attempt before there is one. */
const notYet = { runId: "00000000-0000-7000-8000-000000000000", attempt: 1 };

/**
 * What the form shows beside itself: every condition of the launch held against the real world, and the manifests exactly as they would
 * be applied (but for the run's id).
 */
export const getPreflight = defineQuery({
  name: "run.preflight",
  input: Asked,
  permission: "job:read",
  target: findVersion,
  run: async ({ ctx, db, input, target }) => {
    const { jobVersionId, placement, choices } = input;
    const launchedBy = userIdOf(ctx.actor);
    const { ok, ready, ...found } = await preflight(db, {
      projectId: target.projectId,
      launchedBy,
      jobVersionId,
      placement,
      choices,
    });
    const checks = found.checks.map((check) => ({ ...check, params: wordsOf(check.params) }));
    if (!ready) return { checks, ok, yaml: null, checkedAt: new Date() };
    const { batchJob, owned } = ready.jobType.manifests({ ...ready.compile, ...notYet });
    return { checks, ok, yaml: yamlOf([batchJob, ...owned]), checkedAt: new Date() };
  },
});
export type PreflightAnswer = Extract<Awaited<ReturnType<(typeof getPreflight)["execute"]>>, { ok: true }>["data"];
