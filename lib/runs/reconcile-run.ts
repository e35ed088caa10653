import { and, eq, sql } from "drizzle-orm";
import { runAttempts, runEvents } from "#db/schema/runs.ts";
import type { V1Job, V1Pod } from "#lib/clusters/kubernetes-objects.ts";
import { hasFinished } from "#lib/jobs/batch-job-status.ts";
import { attemptSelector } from "#lib/jobs/job-names.ts";
import type { Reason } from "#lib/jobs/job-type.ts";
import type { Trouble } from "#lib/jobs/patience.ts";
import { newestPod } from "#lib/jobs/pod-failure.ts";
import { podPhases } from "#lib/jobs/pod-phases.ts";
import { podCreationTrouble, podTrouble } from "#lib/jobs/pod-trouble.ts";
import { redact } from "#lib/platform/log.ts";
import { isOwn, ownBatchJob, removeBatchJob } from "./remove-batch-job.ts";
import { tellNotices, tellPhases, warningsOf } from "./run-story.ts";
import { isTerminal } from "./schema.ts";
import { loadAttempts, refOf, type Tracked, type TrackedAttempt } from "./tracked.ts";
import { endAttempt, transition } from "./transition.ts";

/** Work that takes as long as a pod's end takes; one of a kind at a time for an attempt, beside everything else. */
export type LongWork = {
  start(kind: "stop" | "put-away" | "follow", target: TrackedAttempt, batchJob?: V1Job, pods?: V1Pod[]): void;
  isStopping(target: TrackedAttempt): boolean;
};

/**
 * Brings what Slipway says of a run in line with what its cluster shows. Safe to call at any time and any number of times. Returns
 * whether the run should be looked at again though nothing changes: it is in a trouble that only time decides.
 */
export async function reconcileRun(tracked: Tracked, runId: string, long: LongWork): Promise<boolean> {
  let again = false;
  for (const target of await loadAttempts(tracked, runId)) {
    const { run, attempt } = target;
    const isCurrent = attempt.number === run.attempt && !isTerminal(run.state);
    if (isCurrent) again = (await observeAttempt(tracked, target, long)) || again;
    else if (attempt.archivedAt === null) long.start("put-away", target);
    else await removeStray(tracked, target);
  }
  return again;
}

/** A creation that an unreachable cluster carried out after its run had ended must not run on. */
async function removeStray(tracked: Tracked, target: TrackedAttempt): Promise<void> {
  const batchJob = tracked.view.batchJob(refOf(target));
  if (batchJob && isOwn(batchJob, target)) await removeBatchJob(tracked, batchJob);
}

async function observeAttempt(tracked: Tracked, target: TrackedAttempt, long: LongWork): Promise<boolean> {
  const { db, view } = tracked;
  const { run } = target;
  if (run.state !== "pending" && run.state !== "running") return false;
  if (!view.isComplete() || long.isStopping(target)) return false;
  const seen = view.batchJob(refOf(target));
  // A watch may be behind the creation, and a deletion may be of another object: only the API's own answer counts.
  const batchJob = seen && isOwn(seen, target) ? seen : await ownBatchJob(tracked, target);
  if (!batchJob) return endVanished(tracked, target);
  const pods = view.pods(refOf(target));
  await tellStory(tracked, target, batchJob, pods);
  if (hasFinished(batchJob)) return endFinished(tracked, target, batchJob);
  if (run.stopRequestedAt) {
    long.start("stop", target, batchJob);
    return false;
  }
  if (newestPod(pods)?.metadata?.deletionTimestamp) long.start("follow", target, batchJob, pods);
  return observePending(db, tracked, target, batchJob, pods);
}

async function endVanished({ db }: Tracked, { run, attempt }: TrackedAttempt): Promise<boolean> {
  const reason = { code: "job-vanished", params: { name: attempt.batchJobName } };
  const ending = run.stopRequestedAt ? { outcome: "cancelled" as const } : { outcome: "lost" as const, reason };
  await endAttempt(db, run, ["pending", "running"], ending);
  return true;
}

async function endFinished(tracked: Tracked, target: TrackedAttempt, batchJob: V1Job): Promise<boolean> {
  const { db, session, signal } = tracked;
  const { run, namespace, jobType } = target;
  // The Job's end may be seen before its pod's: the reason is in the pod.
  const labelSelector = attemptSelector(run.id, run.attempt);
  const pods = await session.list("Pod", { namespace, labelSelector, signal });
  await tellStory(tracked, target, batchJob, pods.items);
  const { state, reason } = jobType.status(batchJob, pods.items);
  if (state !== "succeeded" && state !== "failed") return false;
  await endAttempt(db, run, ["pending", "running"], { outcome: state, reason: redacted(reason) });
  return true;
}

async function observePending(
  db: Tracked["db"],
  tracked: Tracked,
  target: TrackedAttempt,
  batchJob: V1Job,
  pods: V1Pod[],
): Promise<boolean> {
  const { run, jobType } = target;
  const { state } = jobType.status(batchJob, pods);
  const move = { runId: run.id, attempt: run.attempt };
  if (state === "running") {
    if (run.state === "pending") await transition(db, { ...move, from: ["pending"], to: "running" });
    return false;
  }
  if (run.state !== "pending") return false;
  const pod = newestPod(pods);
  const trouble = pod ? podTrouble(pod) : podCreationTrouble(tracked.view.events(refOf(target)));
  const reason = trouble && redacted({ code: trouble.code, params: trouble.params });
  if (trouble || run.reason) await transition(db, { ...move, from: ["pending"], to: "pending", reason });
  if (!trouble) return false;
  if ((await secondsInTrouble(db, target, trouble)) >= trouble.patienceSeconds)
    await endAttempt(db, run, ["pending"], { outcome: "failed", reason });
  return true;
}

async function secondsInTrouble(db: Tracked["db"], { run, attempt }: TrackedAttempt, { code }: Trouble) {
  const [first] = await db
    .select({ seconds: sql<number>`extract(epoch from now() - min(${runEvents.at}))::float8` })
    .from(runEvents)
    .where(
      and(
        eq(runEvents.runId, run.id),
        eq(runEvents.attempt, attempt.number),
        eq(runEvents.kind, "state"),
        sql`${runEvents.detail}->>'reason' = ${code}`,
      ),
    );
  return first?.seconds ?? 0;
}

async function tellStory(tracked: Tracked, target: TrackedAttempt, batchJob: V1Job, pods: V1Pod[]): Promise<void> {
  const { db, view, told } = tracked;
  const { run, attempt } = target;
  const ref = refOf(target);
  const queued = { phase: "queued" as const, startedAt: iso(run.createdAt), endedAt: iso(attempt.createdAt) };
  const phases = [...(attempt.number === 1 ? [queued] : []), ...podPhases(batchJob, pods)];
  const warnings = warningsOf(view.events(ref));
  const podName = newestPod(pods)?.metadata?.name ?? attempt.podName;
  const story = JSON.stringify([phases, warnings.map(({ fingerprint }) => fingerprint), podName]);
  if (told.get(attempt.id) === story) return;
  await tellPhases(db, ref, phases);
  await tellNotices(db, ref, warnings);
  if (podName !== attempt.podName) await db.update(runAttempts).set({ podName }).where(eq(runAttempts.id, attempt.id));
  told.set(attempt.id, story);
}

const iso = (date: Date) => date.toISOString();

/** What a cluster or a program wrote may hold a credential. */
function redacted<R extends Reason | undefined>(reason: R): R {
  if (!reason?.params) return reason;
  const entries = Object.entries(reason.params).map(([name, value]) => [
    name,
    typeof value === "string" ? redact(value) : value,
  ]);
  return { ...reason, params: Object.fromEntries(entries) };
}
