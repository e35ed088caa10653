import { setTimeout as sleep } from "node:timers/promises";
import { and, eq } from "drizzle-orm";
import type { Database } from "#db/client.ts";
import { runAttempts, runLogs, runs } from "#db/schema/runs.ts";
import { openCluster } from "#lib/clusters/open-cluster.ts";
import type { ClusterSession } from "#lib/clusters/session.ts";
import { codeOf } from "#lib/platform/errors.ts";
import { namespaceOf } from "./attempts.ts";
import { type LogLine, logLines } from "./log-lines.ts";
import { openLogStore } from "./log-store.ts";
import { isTerminal } from "./schema.ts";

export type LogRef = { runId: string; attempt: number; container: string };
type Bytes = AsyncIterable<Uint8Array>;

const askAgainMs = 1000;

/**
 * A container's log from its first line: from the cluster's log bucket once it is archived, else from the pod. The text is the same in
 * both. With `follow` it waits for the container to start and goes on until it has ended, over broken connections and over the pod's
 * end, without a line twice. Throws what the cluster or the bucket answers when nothing can be read.
 */
export async function* readLog(
  db: Database,
  ref: LogRef,
  { follow, signal }: { follow: boolean; signal: AbortSignal },
): AsyncGenerator<LogLine> {
  let seen = 0;
  while (!signal.aborted) {
    const source = await openLog(db, ref, follow, signal);
    let index = 0;
    try {
      for await (const line of logLines(source.bytes)) {
        if (index++ < seen) continue;
        seen += 1;
        yield line;
      }
    } catch (error) {
      if (signal.aborted) return;
      if (!follow) throw error;
    }
    if (!follow || source.isWhole || (await source.hasEnded())) return;
    await sleep(askAgainMs, undefined, { signal }).catch(() => {});
  }
}

type Source = {
  bytes: Bytes;
  /** Nothing will be added to it. */
  isWhole: boolean;
  /** Asked once the bytes are at their end: whether that was the end of the log. */
  hasEnded(): Promise<boolean>;
};

const nothing = (): Bytes => new ReadableStream({ start: (controller) => controller.close() });
const stillGoing = async () => false;

async function openLog(db: Database, ref: LogRef, follow: boolean, signal: AbortSignal): Promise<Source> {
  const found = await findLog(db, ref);
  if (!found) return { bytes: nothing(), isWhole: await runHasEnded(db, ref), hasEnded: stillGoing };
  const { run, attempt, archived } = found;
  const store = archived ? await openLogStore(db, run.clusterId) : undefined;
  const fromBucket = async () => (archived ? await store?.get(archived.key, signal) : undefined);
  // A log that was kept before the end (of a run that is being stopped) is not the whole yet.
  const isOver = attempt.archivedAt !== null;
  const kept = isOver ? await fromBucket() : undefined;
  if (kept) return { bytes: kept, isWhole: true, hasEnded: stillGoing };
  const live = attempt.podName ? await openLive(db, run, attempt.podName, ref, follow, signal) : undefined;
  if (live) return live;
  return { bytes: (await fromBucket()) ?? nothing(), isWhole: isOver, hasEnded: stillGoing };
}

async function openLive(
  db: Database,
  run: { clusterId: string; namespaceId: string },
  pod: string,
  { container }: LogRef,
  follow: boolean,
  signal: AbortSignal,
): Promise<Source | undefined> {
  const { session } = await openCluster(db, run.clusterId);
  const namespace = await namespaceOf(db, run);
  const bytes = await session.podLog(namespace, pod, container, { timestamps: true, follow, signal });
  return bytes && { bytes, isWhole: false, hasEnded: () => hasTerminated(session, namespace, pod, container) };
}

/** A container that ended while its pod is still there has said all; where the pod is gone, the bucket has the rest. */
async function hasTerminated(session: ClusterSession, namespace: string, pod: string, container: string) {
  try {
    const { status } = (await session.get("Pod", namespace, pod)) ?? {};
    const statuses = [...(status?.initContainerStatuses ?? []), ...(status?.containerStatuses ?? [])];
    return statuses.find(({ name }) => name === container)?.state?.terminated !== undefined;
  } catch (error) {
    if (codeOf(error) === "internal") throw error;
    return false;
  }
}

async function findLog(db: Database, { runId, attempt, container }: LogRef) {
  const [found] = await db
    .select({ run: runs, attempt: runAttempts, archived: runLogs })
    .from(runAttempts)
    .innerJoin(runs, eq(runs.id, runAttempts.runId))
    .leftJoin(runLogs, and(eq(runLogs.runId, runId), eq(runLogs.attempt, attempt), eq(runLogs.container, container)))
    .where(and(eq(runAttempts.runId, runId), eq(runAttempts.number, attempt)));
  return found;
}

async function runHasEnded(db: Database, { runId, attempt }: LogRef): Promise<boolean> {
  const [run] = await db.select({ state: runs.state, attempt: runs.attempt }).from(runs).where(eq(runs.id, runId));
  return !run || isTerminal(run.state) || run.attempt > attempt;
}
