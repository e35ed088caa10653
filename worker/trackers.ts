import { setTimeout as sleep } from "node:timers/promises";
import { isNull } from "drizzle-orm";
import type { Database } from "#db/client.ts";
import { clusters } from "#db/schema/clusters.ts";
import { log } from "#lib/platform/log.ts";
import { trackCluster } from "#lib/runs/track-cluster.ts";
import { withClusterLock } from "./cluster-lock.ts";

const lookEveryMs = 5000;

type Tracker = { version: number; name: string; stop: AbortController; done: Promise<void>; holds: boolean };

/**
 * One tracker for each registered cluster: new ones are begun, retired ones ended, and those whose connection was changed begun anew.
 * Each has its own lock and its own loop, so that a cluster that hangs holds up no other.
 */
export function startTrackers(db: Database, databaseUrl: string, signal: AbortSignal) {
  const trackers = new Map<string, Tracker>();

  const begin = (id: string, name: string, version: number) => {
    const stop = new AbortController();
    const until = AbortSignal.any([signal, stop.signal]);
    const tracker: Tracker = { version, name, stop, holds: false, done: Promise.resolve() };
    tracker.done = withClusterLock(databaseUrl, id, until, async (held) => {
      tracker.holds = true;
      log.info({ cluster: name }, "tracking");
      await trackCluster(db, id, held).finally(() => (tracker.holds = false));
    });
    trackers.set(id, tracker);
  };

  const look = async () => {
    const rows = await db
      .select({ id: clusters.id, name: clusters.name, version: clusters.version })
      .from(clusters)
      .where(isNull(clusters.retiredAt));
    const wanted = new Map(rows.map((row) => [row.id, row]));
    for (const [id, tracker] of trackers) {
      if (wanted.get(id)?.version === tracker.version) continue;
      trackers.delete(id);
      tracker.stop.abort();
    }
    for (const { id, name, version } of rows) if (!trackers.has(id)) begin(id, name, version);
  };

  const loop = async () => {
    while (!signal.aborted) {
      await look().catch((error: unknown) => log.error({ err: error }, "the clusters could not be read"));
      await sleep(lookEveryMs, undefined, { signal }).catch(() => {});
    }
    await Promise.all([...trackers.values()].map(({ done }) => done));
  };

  return {
    /** Ends when the signal has aborted and every tracker is done. */
    done: loop(),
    /** Cluster name → whether this process tracks it now; another replica may. */
    states: () => [...trackers.values()].map(({ name, holds }) => ({ name, holds })),
  };
}
