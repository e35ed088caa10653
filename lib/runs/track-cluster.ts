import { setTimeout as sleep } from "node:timers/promises";
import { and, eq, inArray, isNotNull, isNull, or, sql } from "drizzle-orm";
import type { Database } from "#db/client.ts";
import { clusters } from "#db/schema/clusters.ts";
import { runAttempts, runs } from "#db/schema/runs.ts";
import { observe } from "#lib/clusters/observe.ts";
import { openCluster } from "#lib/clusters/open-cluster.ts";
import type { ClusterSession } from "#lib/clusters/session.ts";
import { managedSelector } from "#lib/jobs/job-names.ts";
import { SlipwayError } from "#lib/platform/errors.ts";
import { log } from "#lib/platform/log.ts";
import { type Said, says } from "#lib/platform/say.ts";
import { type ClusterView, clusterView, type SeenKind } from "./cluster-view.ts";
import { keyedWork } from "./keyed-work.ts";
import { openLogStore } from "./log-store.ts";
import { longWork } from "./long-work.ts";
import { reconcileRun } from "./reconcile-run.ts";
import { activeStates } from "./run-states.ts";
import type { Tracked } from "./tracked.ts";

const tickMs = 1500;
const fullRoundMs = 60_000;
const seenEveryMs = 10_000;
const concurrentRuns = 8;

/**
 * Follows one cluster until `signal` aborts: what its Jobs, pods and events show becomes the state of the runs there. The caller holds
 * the cluster's lock; should two ever track at once, each write is conditional and nothing is done twice. Never rejects.
 */
export async function trackCluster(db: Database, clusterId: string, signal: AbortSignal): Promise<void> {
  const health = clusterHealth(db, clusterId);
  while (!signal.aborted) {
    try {
      const { session } = await openCluster(db, clusterId);
      return await follow(db, clusterId, session, health, signal);
    } catch (error) {
      if (signal.aborted) return;
      await health.failed(error);
      await sleep(10_000, undefined, { signal }).catch(() => {});
    }
  }
}

type Health = ReturnType<typeof clusterHealth>;

async function follow(db: Database, clusterId: string, session: ClusterSession, health: Health, signal: AbortSignal) {
  const logStore = await openLogStore(db, clusterId);
  const tracked: Tracked = { db, clusterId, session, view: clusterView(), logStore, told: new Map(), signal };
  const troubled = new Set<string>();
  const work = keyedWork(concurrentRuns, async (runId) => {
    try {
      const again = await reconcileRun(tracked, runId, long);
      if (again) troubled.add(runId);
      else troubled.delete(runId);
    } catch (error) {
      if (signal.aborted) return;
      troubled.add(runId);
      log.warn({ err: error, runId, clusterId }, "a run could not be brought in line with its cluster");
    }
  });
  const long = longWork(tracked, (runId) => work.mark(runId));
  const watches = (["Job", "Pod", "Event"] as const).map((kind) => watchKind(kind, tracked, health, work.mark));
  await Promise.all([...watches, rounds(tracked, troubled, work.mark), probe(session, health, signal)]);
  work.clear();
  await work.whenIdle();
}

/** Events have no labels to select by: all are listed, and those of other things are not kept. */
function watchKind(kind: SeenKind, tracked: Tracked, health: Health, mark: (runId: string) => void): Promise<void> {
  const { db, clusterId, signal } = tracked;
  const session = tracked.session as ClusterSession;
  const view: ClusterView = tracked.view;
  const options = kind === "Event" ? {} : { labelSelector: managedSelector };
  return observe(session, kind, options, {
    onList: async (items) => {
      for (const runId of view.replace(kind, items as never)) mark(runId);
      health.seen();
      // What is not in the list is gone: every active run must be asked, also those of which nothing is there.
      if (view.isComplete()) for (const { id } of await activeRuns(db, clusterId)) mark(id);
    },
    onEvent: (event) => {
      for (const runId of view.apply(kind, event as never)) mark(runId);
      health.seen();
    },
    onError: (error) => void health.failed(error),
    signal,
  });
}

/** Looks again at what no event tells: stop requests, troubles whose patience ends, logs to be kept; and now and then at everything. */
async function rounds({ db, clusterId, signal }: Tracked, troubled: Set<string>, mark: (runId: string) => void) {
  let fullAt = Date.now() + fullRoundMs;
  while (!signal.aborted) {
    await sleep(tickMs, undefined, { signal }).catch(() => {});
    if (signal.aborted) return;
    try {
      for (const runId of troubled) mark(runId);
      for (const { id } of await unsettledRuns(db, clusterId)) mark(id);
      if (Date.now() < fullAt) continue;
      for (const { id } of await activeRuns(db, clusterId)) mark(id);
      fullAt = Date.now() + fullRoundMs;
    } catch (error) {
      log.warn({ err: error, clusterId }, "the runs of a cluster could not be read");
    }
  }
}

/** A watch that has nothing to tell and one whose cluster is gone look the same for a while: the cluster is asked. */
async function probe(session: ClusterSession, health: Health, signal: AbortSignal) {
  while (!signal.aborted) {
    await session.version({ timeoutMs: 5000, signal }).then(health.answered, (error: unknown) => {
      if (!signal.aborted) return health.failed(error);
    });
    await sleep(seenEveryMs, undefined, { signal }).catch(() => {});
  }
}

const activeRuns = (db: Database, clusterId: string) =>
  db
    .select({ id: runs.id })
    .from(runs)
    .where(and(eq(runs.clusterId, clusterId), inArray(runs.state, activeStates)));

/** Runs that are to stop, and runs with an ended attempt that is not put away. */
const unsettledRuns = (db: Database, clusterId: string) =>
  db
    .selectDistinct({ id: runs.id })
    .from(runs)
    .leftJoin(runAttempts, and(eq(runAttempts.runId, runs.id), isNull(runAttempts.archivedAt)))
    .where(
      and(
        eq(runs.clusterId, clusterId),
        or(
          and(isNull(runs.finishedAt), isNotNull(runs.stopRequestedAt)),
          and(isNotNull(runAttempts.id), or(isNotNull(runs.finishedAt), sql`${runAttempts.number} < ${runs.attempt}`)),
        ),
      ),
    )
    .limit(500);

/** Keeps `lastSeenAt`, `serverVersion` and `problem` of the cluster's row, without a write for each event. */
function clusterHealth(db: Database, clusterId: string) {
  let toldAt = 0;
  let told: string | undefined;
  let version: string | undefined;
  const tell = async (problem: Said | null) => {
    const news = JSON.stringify(problem);
    if (news === told && Date.now() - toldAt < seenEveryMs) return;
    toldAt = Date.now();
    told = news;
    const seen = problem === null ? { lastSeenAt: sql`now()`, ...(version ? { serverVersion: version } : {}) } : {};
    await db
      .update(clusters)
      .set({ ...seen, problem })
      .where(eq(clusters.id, clusterId))
      .catch((error: unknown) => log.warn({ err: error, clusterId }, "the health of a cluster could not be written"));
  };
  return {
    seen: () => void tell(null),
    answered: (serverVersion: string) => {
      version = serverVersion;
      void tell(null);
    },
    failed: async (error: unknown) => {
      log.warn({ err: error, clusterId }, "a cluster does not answer as it should");
      await tell(error instanceof SlipwayError ? error.says : says("cluster-unopened"));
    },
  };
}
