import { setTimeout as sleep } from "node:timers/promises";
import { and, asc, inArray, isNull, lt, or, sql } from "drizzle-orm";
import type { Database } from "#db/client.ts";
import { runs } from "#db/schema/runs.ts";
import { log } from "#lib/platform/log.ts";

const sweepEveryMs = 5000;

/** Runs that wait for a dispatcher and that no claim holds: a killed worker's, and those whose pause is over. */
export const unclaimedRuns = (db: Database) =>
  db
    .select({ id: runs.id })
    .from(runs)
    .where(
      and(
        inArray(runs.state, ["queued", "submitting"]),
        or(isNull(runs.claimedUntil), lt(runs.claimedUntil, sql`now()`)),
      ),
    )
    .orderBy(asc(runs.id))
    .limit(1000);

/** Hands every unclaimed run to `add`, at once and then every 5 s: no run is lost, whatever became of its queue job. */
export async function sweepRuns(
  db: Database,
  add: (runId: string) => Promise<void>,
  signal: AbortSignal,
): Promise<void> {
  while (!signal.aborted) {
    try {
      for (const { id } of await unclaimedRuns(db)) await add(id);
    } catch (error) {
      log.error({ err: error }, "the sweep for waiting runs failed");
    }
    await sleep(sweepEveryMs, undefined, { signal }).catch(() => {});
  }
}
