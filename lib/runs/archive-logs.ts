import { runLogs } from "#db/schema/runs.ts";
import type { V1ContainerStatus, V1Pod } from "#lib/clusters/kubernetes-objects.ts";
import { newestPod } from "#lib/jobs/pod-failure.ts";
import type { Tracked, TrackedAttempt } from "./tracked.ts";

/** Where the log of a container lies in the cluster's log bucket. */
export const logKeyOf = (project: string, runId: string, attempt: number, container: string) =>
  `slipway/logs/${project}/${runId}/${attempt}/${container}.log`;

/**
 * Streams the log of every container of an attempt's pod, each line with its time, to the cluster's log bucket. With `follow` it goes
 * on until each container has ended. May be called again: the object is replaced as a whole. Returns the containers that have no log.
 * @param whenOpen is called once every log that there is has begun to be read: what ends the pod may happen from then on.
 */
export async function archiveLogs(
  tracked: Tracked,
  target: TrackedAttempt,
  pods: V1Pod[],
  follow: boolean,
  whenOpen?: () => void,
): Promise<string[]> {
  const pod = newestPod(pods);
  const name = pod?.metadata?.name ?? "";
  const started = target.jobType.logSources().filter(({ container }) => pod && hasStarted(pod, container));
  const opening = started.map(({ container }) => {
    const options = { timestamps: true, follow, signal: tracked.signal };
    return { container, log: tracked.session.podLog(target.namespace, name, container, options) };
  });
  if (whenOpen) void Promise.allSettled(opening.map(({ log }) => log)).then(whenOpen);
  const archived = await Promise.all(
    opening.map(async ({ container, log }) => (await archiveLog(tracked, target, container, await log)) || container),
  );
  return archived.filter((container) => typeof container === "string");
}

async function archiveLog(
  { db, logStore, signal }: Tracked,
  { run, attempt, project }: TrackedAttempt,
  container: string,
  log: ReadableStream<Uint8Array> | undefined,
): Promise<boolean> {
  if (!log || !logStore) return false;
  let sizeBytes = 0;
  const counter = new TransformStream<Uint8Array, Uint8Array>({
    transform(chunk, controller) {
      sizeBytes += chunk.length;
      controller.enqueue(chunk);
    },
  });
  const key = logKeyOf(project, run.id, attempt.number, container);
  await logStore.put(key, log.pipeThrough(counter), signal);
  const row = { runId: run.id, attempt: attempt.number, container, bucket: logStore.bucket, key, sizeBytes };
  await db
    .insert(runLogs)
    .values(row)
    .onConflictDoUpdate({ target: [runLogs.runId, runLogs.attempt, runLogs.container], set: row });
  return true;
}

const hasStarted = ({ status }: V1Pod, container: string) =>
  [...(status?.initContainerStatuses ?? []), ...(status?.containerStatuses ?? [])].some(
    (one) => one.name === container && isStarted(one),
  );

const isStarted = ({ state, lastState }: V1ContainerStatus) =>
  Boolean(state?.running ?? state?.terminated ?? lastState?.terminated);
