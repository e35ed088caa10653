import { desc, eq } from "drizzle-orm";
import { jobVersions } from "#db/schema/jobs.ts";
import { defineCommand } from "#lib/platform/command.ts";
import { userIdOf } from "#lib/platform/context.ts";
import { refused } from "#lib/platform/errors.ts";
import { findRun } from "./find-run.ts";
import { refusal } from "./launch-run.ts";
import { preflight } from "./preflight.ts";
import { inputHashOf, queueRun, runOfKey } from "./queue-run.ts";
import { RerunInput } from "./schema.ts";

/**
 * Runs again where and as a run ran. Exactly: the same job version, image digest, object versions and secret versions; otherwise the
 * newest job version with what the same names mean now. Checked like any launch.
 */
export const rerun = defineCommand({
  name: "run.rerun",
  input: RerunInput,
  permission: "run:launch",
  target: (ctx, { runId }) => findRun(ctx, runId),
  prepare: async (ctx, input, target) => {
    const { idempotencyKey, ...asked } = input;
    const inputHash = inputHashOf(asked);
    const launchedBy = userIdOf(ctx.actor);
    const earlier = await runOfKey(ctx.db, launchedBy, idempotencyKey, inputHash);
    if (input.exactly && !target.provenance) throw refused("run-never-started");
    const pinned = input.exactly ? target.provenance : null;
    const jobVersionId = input.exactly ? target.jobVersionId : await newestVersion(ctx.db, target);
    if (earlier) return { inputHash, earlier, pinned, jobVersionId };
    const { clusterId, namespaceId, projectId, choices } = target;
    const result = await preflight(ctx.db, {
      projectId,
      launchedBy,
      jobVersionId,
      placement: { clusterId, namespaceId },
      choices,
      ...(pinned ? { pinned } : {}),
    });
    const failed = result.checks.find((check) => check.status === "fail");
    if (failed) throw refusal(failed);
    return { inputHash, earlier, pinned, jobVersionId };
  },
  run: async ({ tx, actor, input, target, prepared }) => {
    if (prepared.earlier) return { runId: prepared.earlier.id };
    const { projectId, jobId, clusterId, namespaceId, serviceAccountId, choices } = target;
    const { jobVersionId, pinned: provenance } = prepared;
    return queueRun(
      tx,
      {
        projectId,
        jobId,
        jobVersionId,
        clusterId,
        namespaceId,
        serviceAccountId,
        choices,
        provenance,
        rerunOf: target.id,
        launchedBy: userIdOf(actor),
        idempotencyKey: input.idempotencyKey ?? null,
      },
      prepared.inputHash,
    );
  },
  audit: (input, _target, output) => ({ runId: output?.runId, rerunOf: input.runId, exactly: input.exactly }),
});

async function newestVersion(
  db: Parameters<typeof runOfKey>[0],
  run: { jobId: string; jobVersionId: string },
): Promise<string> {
  const [newest] = await db
    .select({ id: jobVersions.id })
    .from(jobVersions)
    .where(eq(jobVersions.jobId, run.jobId))
    .orderBy(desc(jobVersions.number))
    .limit(1);
  return newest?.id ?? run.jobVersionId;
}
