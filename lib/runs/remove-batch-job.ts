import type { V1Job } from "#lib/clusters/kubernetes-objects.ts";
import { hasFinished } from "#lib/jobs/batch-job-status.ts";
import { manifestsOf } from "./attempts.ts";
import { isSameAttempt } from "./submit-attempt.ts";
import type { Tracked, TrackedAttempt } from "./tracked.ts";

/** The attempt's own Job as it is now; undefined when it is gone, or when the one of its name is another's. */
export async function ownBatchJob({ session, signal }: Tracked, target: TrackedAttempt): Promise<V1Job | undefined> {
  const { attempt, namespace } = target;
  const found = await session.get("Job", namespace, attempt.batchJobName, { signal });
  return found && isOwn(found, target) ? found : undefined;
}

/** Whether this Job is the attempt's: by its UID where that was seen, else by what it was made from. */
export const isOwn = (batchJob: V1Job, { attempt }: TrackedAttempt): boolean =>
  attempt.batchJobUid
    ? batchJob.metadata?.uid === attempt.batchJobUid
    : isSameAttempt(batchJob, manifestsOf(attempt).batchJob);

/**
 * Asks for the removal of the attempt's Job, and only of it, with its pods: they get their own grace period, and the Job stays
 * visible until they are gone (foreground). A Job that has finished is left for its time to live.
 */
export async function removeBatchJob({ session, signal }: Tracked, batchJob: V1Job): Promise<void> {
  if (hasFinished(batchJob) || batchJob.metadata?.deletionTimestamp) return;
  const { namespace, name = "", uid } = batchJob.metadata ?? {};
  await session.remove("Job", namespace, name, { ...(uid && { uid }), propagation: "Foreground", signal });
}
