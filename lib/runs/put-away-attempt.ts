import { and, eq, isNull, sql } from "drizzle-orm";
import { runAttempts, runEvents, runLogs, runs } from "#db/schema/runs.ts";
import { hasFinished } from "#lib/jobs/batch-job-status.ts";
import { attemptSelector } from "#lib/jobs/job-names.ts";
import { enqueue } from "#lib/platform/queue.ts";
import { archiveLogs } from "./archive-logs.ts";
import { ownBatchJob, removeBatchJob } from "./remove-batch-job.ts";
import { tellNotices, tellPhases } from "./run-story.ts";
import { refOf, type Tracked, type TrackedAttempt } from "./tracked.ts";
import { notifyRun } from "./transition.ts";

/** Logs that could not be archived for so long after the end are given up, so that a retry is not held back for ever. */
const giveUpSeconds = 1800;

/**
 * Puts an ended attempt away: its logs are archived while the pod is still there, then what is left running is removed, then it is
 * marked, which lets the next attempt begin. May be called again after any interruption. False while its pods are still ending.
 */
export async function putAwayAttempt(tracked: Tracked, target: TrackedAttempt): Promise<boolean> {
  const { session, signal } = tracked;
  const startedAt = new Date();
  const batchJob = await ownBatchJob(tracked, target);
  const pods = await session.list("Pod", {
    namespace: target.namespace,
    labelSelector: attemptSelector(target.run.id, target.attempt.number),
    signal,
  });
  try {
    await archiveLogs(tracked, target, pods.items, false);
  } catch (error) {
    if ((await secondsSinceEnd(tracked, target)) < giveUpSeconds) throw error;
  }
  if (batchJob && !hasFinished(batchJob)) {
    await removeBatchJob(tracked, batchJob);
    return false;
  }
  await markPutAway(tracked, target, startedAt);
  return true;
}

/** Marks an attempt as put away and, where the run goes on with another attempt, wakes the dispatcher. */
export async function markPutAway(tracked: Tracked, target: TrackedAttempt, startedAt: Date): Promise<void> {
  const { db, logStore, told } = tracked;
  const { run, attempt } = target;
  told.delete(attempt.id);
  await db.transaction(async (tx) => {
    const marked = await tx
      .update(runAttempts)
      .set({ archivedAt: sql`now()` })
      .where(and(eq(runAttempts.id, attempt.id), isNull(runAttempts.archivedAt)))
      .returning({ id: runAttempts.id });
    if (marked.length === 0) return;
    const logs = await tx.$count(runLogs, and(eq(runLogs.runId, run.id), eq(runLogs.attempt, attempt.number)));
    const endedAt = new Date().toISOString();
    if (logs > 0)
      await tellPhases(tx, refOf(target), [{ phase: "archived", startedAt: startedAt.toISOString(), endedAt }]);
    else if (logStore && attempt.podName && (await hadRun(tx, target)))
      await tellNotices(tx, refOf(target), [
        {
          fingerprint: "log-lost",
          notice: "LogLost",
          level: "warning",
          text: "The pod was gone before its log was kept",
        },
      ]);
    const [now] = await tx.select({ state: runs.state }).from(runs).where(eq(runs.id, run.id));
    if (now?.state === "queued") await enqueue(tx, "run-dispatch", { runId: run.id });
    await notifyRun(tx, run.id);
  });
}

type Reader = Pick<Tracked["db"], "$count" | "select">;

const hadRun = async (tx: Reader, { run, attempt }: TrackedAttempt): Promise<boolean> =>
  (await tx.$count(
    runEvents,
    and(eq(runEvents.runId, run.id), eq(runEvents.attempt, attempt.number), eq(runEvents.fingerprint, "phase:running")),
  )) > 0;

async function secondsSinceEnd({ db }: Tracked, { run, attempt }: TrackedAttempt): Promise<number> {
  const [last] = await db
    .select({ seconds: sql<number>`extract(epoch from now() - max(${runEvents.at}))::float8` })
    .from(runEvents)
    .where(
      and(eq(runEvents.runId, run.id), eq(runEvents.kind, "state"), sql`${runEvents.attempt} >= ${attempt.number}`),
    );
  return last?.seconds ?? 0;
}
