import { eq } from "drizzle-orm";
import type { Database } from "#db/client.ts";
import { runs } from "#db/schema/runs.ts";
import { log } from "#lib/platform/log.ts";
import { keyedWork } from "#lib/runs/keyed-work.ts";

/** How many runs of one cluster are dispatched at once by one process. */
const perCluster = 4;

/**
 * Work on runs in one lane for each cluster: where a cluster hangs, only its own lane waits. The queue job that brought a run here is
 * done by then; a run that a killed process leaves in a lane is found by the sweep.
 */
export function clusterLanes(db: Database, work: (runId: string) => Promise<void>) {
  const lanes = new Map<string, ReturnType<typeof keyedWork>>();

  const laneOf = (clusterId: string) => {
    const lane =
      lanes.get(clusterId) ??
      keyedWork(perCluster, (runId) =>
        work(runId).catch((error: unknown) => log.error({ err: error, runId }, "work on a run failed")),
      );
    lanes.set(clusterId, lane);
    return lane;
  };

  return {
    /** Resolves once the run is in its cluster's lane. */
    async add(runId: string): Promise<void> {
      const [run] = await db.select({ clusterId: runs.clusterId }).from(runs).where(eq(runs.id, runId));
      if (run) laneOf(run.clusterId).mark(runId);
    },
    /** Forgets what has not begun and waits for what has. */
    async drain(): Promise<void> {
      for (const lane of lanes.values()) lane.clear();
      await Promise.all([...lanes.values()].map((lane) => lane.whenIdle()));
    },
  };
}
