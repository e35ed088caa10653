import { setTimeout as sleep } from "node:timers/promises";
import { eq } from "drizzle-orm";
import type { Database } from "#db/client.ts";
import { runs } from "#db/schema/runs.ts";
import type { V1Job } from "#lib/clusters/kubernetes-objects.ts";
import { attemptSelector } from "#lib/jobs/job-names.ts";
import { log } from "#lib/platform/log.ts";
import { archiveLogs } from "./archive-logs.ts";
import { dispatchRun } from "./dispatch-run.ts";
import { markPutAway } from "./put-away-attempt.ts";
import { isOwn, removeBatchJob } from "./remove-batch-job.ts";
import type { Tracked, TrackedAttempt } from "./tracked.ts";
import { endAttempt, transition } from "./transition.ts";

/**
 * What the queue job `run-stop` does: a run that nothing was created for is cancelled at once; one that may be on its way is claimed
 * and looked up. What is on a cluster is ended by the cluster's tracker, which keeps its log.
 */
export async function stopRunNow(db: Database, runId: string): Promise<void> {
  const [run] = await db.select().from(runs).where(eq(runs.id, runId));
  if (!run?.stopRequestedAt) return;
  if (run.state === "queued" && run.claimEpoch === 0)
    await transition(db, { runId, from: ["queued"], to: "cancelled", attempt: run.attempt, epoch: 0 });
  else if (run.state === "queued" || run.state === "submitting") await dispatchRun(db, runId);
}

const pollMs = 1000;

/**
 * Ends a run that somebody asked to stop: keeps the log so far, goes on reading it while the pods get their grace period, removes the
 * Job, and ends the run as `cancelled` once the Job is seen gone and the log is kept. Killed half-way, the next tracker goes on.
 */
export async function endStoppedRun(tracked: Tracked, target: TrackedAttempt, batchJob: V1Job): Promise<void> {
  const { db, session, signal } = tracked;
  const startedAt = new Date();
  const labelSelector = attemptSelector(target.run.id, target.attempt.number);
  const pods = (await session.list("Pod", { namespace: target.namespace, labelSelector, signal })).items;
  const keepLog = (follow: boolean, whenOpen?: () => void) =>
    archiveLogs(tracked, target, pods, follow, whenOpen).catch((error: unknown) => {
      if (!signal.aborted) log.warn({ err: error, runId: target.run.id }, "the log of a stopping run was not kept");
    });
  await keepLog(false);
  // A pod that ends at once may be gone before a log asked for at the same time is opened: its last lines would be lost.
  const opened = Promise.withResolvers<void>();
  const last = keepLog(true, opened.resolve);
  await Promise.race([opened.promise, last]);
  await removeBatchJob(tracked, batchJob);
  const outcome = await waitUntilGone(tracked, target);
  await last;
  const ended = await endAttempt(db, target.run, ["pending", "running"], { outcome });
  if (ended) await markPutAway(tracked, target, startedAt);
}

/** A Job that was complete before it could be removed has succeeded, whatever was asked. */
async function waitUntilGone({ session, signal }: Tracked, target: TrackedAttempt): Promise<"succeeded" | "cancelled"> {
  const { namespace, attempt, jobType } = target;
  for (;;) {
    const found = await session.get("Job", namespace, attempt.batchJobName, { signal });
    if (!found || !isOwn(found, target)) return "cancelled";
    const { state } = jobType.status(found, []);
    if (state === "succeeded") return "succeeded";
    if (state === "failed" && !found.metadata?.deletionTimestamp) return "cancelled";
    await sleep(pollMs, undefined, { signal });
  }
}
