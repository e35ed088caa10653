import { eq, inArray, sql } from "drizzle-orm";
import type { Connection } from "#db/client.ts";
import { runEvents, runs } from "#db/schema/runs.ts";
import { log } from "#lib/platform/log.ts";

/** A run has news; `event` is the last of its `run_events`. */
export type RunChange = { runId: string; projectId: string; event: number };

/** `missed`: the connection was away, so anything may have changed. */
export type FeedListener = (change: RunChange | "missed") => void;

type Feed = { listeners: Set<FeedListener>; dirty: Set<string>; reading: boolean; started?: Promise<unknown> };

// Development reloads modules; the listening connection must not multiply with them.
const shared = globalThis as typeof globalThis & { slipwayRunFeed?: Feed };

function feed(): Feed {
  shared.slipwayRunFeed ??= { listeners: new Set(), dirty: new Set(), reading: false };
  return shared.slipwayRunFeed;
}

/** Browsers that may watch through one process at once. */
export const feedCapacity = 1000;

export const feedListeners = (): number => feed().listeners.size;

/**
 * Calls `listener` for every run that has news, from one connection per process that listens on `slipway_run`. Returns how to stop.
 * Undefined when the process has as many listeners as it takes.
 */
export async function watchRuns(connection: Connection, listener: FeedListener): Promise<(() => void) | undefined> {
  const { listeners } = feed();
  if (listeners.size >= feedCapacity) return undefined;
  listeners.add(listener);
  try {
    await start(connection);
  } catch (error) {
    listeners.delete(listener);
    throw error;
  }
  return () => void listeners.delete(listener);
}

function start(connection: Connection): Promise<unknown> {
  const state = feed();
  state.started ??= connection.sql
    .listen(
      "slipway_run",
      (runId) => {
        state.dirty.add(runId);
        void tell(connection, state);
      },
      // Called again after each reconnection: what was said in between was heard by nobody.
      () => broadcast(state, "missed"),
    )
    .catch((error: unknown) => {
      delete state.started;
      throw error;
    });
  return state.started;
}

/** One query for all runs that were named since the last one, however many notifications there were. */
async function tell(connection: Connection, state: Feed): Promise<void> {
  if (state.reading) return;
  state.reading = true;
  try {
    while (state.dirty.size > 0) {
      const ids = [...state.dirty];
      state.dirty.clear();
      if (state.listeners.size === 0) continue;
      const changes = await connection.db
        .select({
          runId: runs.id,
          projectId: runs.projectId,
          event: sql<number>`coalesce(max(${runEvents.id}), 0)::int`,
        })
        .from(runs)
        .leftJoin(runEvents, eq(runEvents.runId, runs.id))
        .where(inArray(runs.id, ids))
        .groupBy(runs.id);
      for (const change of changes) broadcast(state, change);
    }
  } catch (error) {
    log.warn({ err: error }, "news of runs could not be read");
    broadcast(state, "missed");
  } finally {
    state.reading = false;
  }
}

function broadcast({ listeners }: Feed, news: RunChange | "missed"): void {
  for (const listener of [...listeners]) listener(news);
}
