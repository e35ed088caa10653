import { and, eq } from "drizzle-orm";
import { jobVersions } from "#db/schema/jobs.ts";
import { findJob } from "#lib/jobs/find-job.ts";
import { defineCommand } from "#lib/platform/command.ts";
import { userIdOf } from "#lib/platform/context.ts";
import { notFound, refused, SlipwayError } from "#lib/platform/errors.ts";
import type { Check } from "./check.ts";
import { preflight } from "./preflight.ts";
import { checkSays } from "./preflight-sentence.ts";
import { inputHashOf, queueRun, runOfKey } from "./queue-run.ts";
import { LaunchRunInput } from "./schema.ts";

/**
 * Launches a job: everything the form's preflight shows is checked again here, whatever the client sends, then the run, its audit
 * row and the queue job are written in one transaction. With an idempotency key the same request is the same run.
 */
export const launchRun = defineCommand({
  name: "run.launch",
  input: LaunchRunInput,
  permission: "run:launch",
  target: async (ctx, { jobId, jobVersionId }) => {
    const job = await findJob(ctx, jobId);
    if (job.archivedAt) throw notFound("no-job");
    const [version] = await ctx.db
      .select({ id: jobVersions.id, number: jobVersions.number })
      .from(jobVersions)
      .where(and(eq(jobVersions.id, jobVersionId), eq(jobVersions.jobId, jobId)));
    if (!version) throw notFound("no-job-version");
    return { projectId: job.projectId, jobId, jobName: job.name, version };
  },
  prepare: async (ctx, input, target) => {
    const { idempotencyKey, ...asked } = input;
    const inputHash = inputHashOf(asked);
    const launchedBy = userIdOf(ctx.actor);
    const earlier = await runOfKey(ctx.db, launchedBy, idempotencyKey, inputHash);
    if (earlier) return { inputHash, earlier, serviceAccountId: "" };
    const result = await preflight(ctx.db, {
      projectId: target.projectId,
      launchedBy,
      jobVersionId: input.jobVersionId,
      placement: input.placement,
      choices: input.choices,
    });
    const failed = result.checks.find((check) => check.status === "fail");
    if (failed || !result.serviceAccountId) throw refusal(failed);
    return { inputHash, earlier: undefined, serviceAccountId: result.serviceAccountId };
  },
  run: async ({ tx, actor, input, target, prepared }) => {
    if (prepared.earlier) return { runId: prepared.earlier.id };
    return queueRun(
      tx,
      {
        projectId: target.projectId,
        jobId: target.jobId,
        jobVersionId: input.jobVersionId,
        clusterId: input.placement.clusterId,
        namespaceId: input.placement.namespaceId,
        serviceAccountId: prepared.serviceAccountId,
        choices: input.choices,
        launchedBy: userIdOf(actor),
        idempotencyKey: input.idempotencyKey ?? null,
      },
      prepared.inputHash,
    );
  },
  audit: (input, target, output) => ({
    runId: output?.runId,
    jobId: input.jobId,
    version: target?.version.number,
    clusterId: input.placement.clusterId,
    namespaceId: input.placement.namespaceId,
    image: input.choices.image,
  }),
});

type FailedCheck = Pick<Check, "id" | "code" | "params" | "missing">;

/** A failed check as the error that a launch answers with. A missing grant is `denied`; what the real world says no to is `refused`. */
export function refusal(check: FailedCheck | undefined): SlipwayError {
  if (!check) return refused("launch-unchecked");
  const isGrant = check.id === "grant" || check.id === "permission" || check.missing !== undefined;
  return new SlipwayError(isGrant ? "denied" : "refused", {
    says: checkSays(check),
    ...(check.missing ? { missing: check.missing } : {}),
    details: { check: check.code },
  });
}
