import { setTimeout as sleep } from "node:timers/promises";
import postgres from "postgres";
import { log } from "#lib/platform/log.ts";

const lockSpace = 7_310_100;
const askEveryMs = 2000;
const aliveEveryMs = 5000;

/**
 * Runs `body` while this process holds the cluster's lock; waits for it where another has it. The lock belongs to a session of its
 * own: when that session ends, however it ends, the lock is free and the signal given to `body` aborts. Goes on until `signal` aborts.
 * https://www.postgresql.org/docs/current/explicit-locking.html#ADVISORY-LOCKS
 */
export async function withClusterLock(
  databaseUrl: string,
  clusterId: string,
  signal: AbortSignal,
  body: (held: AbortSignal) => Promise<void>,
): Promise<void> {
  while (!signal.aborted) {
    const lost = new AbortController();
    const sql = postgres(databaseUrl, {
      max: 1,
      idle_timeout: 0,
      max_lifetime: null,
      connect_timeout: 5,
      connection: { application_name: "slipway-tracker", statement_timeout: 4000 },
      onnotice: () => {},
      onclose: () => lost.abort(),
    });
    try {
      const held = AbortSignal.any([signal, lost.signal]);
      if (await acquire(sql, clusterId, held)) await Promise.all([body(held), watchSession(sql, held, lost)]);
    } catch (error) {
      if (!signal.aborted) log.warn({ err: error, clusterId }, "the lock of a cluster was lost");
    } finally {
      lost.abort();
      await sql.end({ timeout: 1 }).catch(() => {});
    }
    if (!signal.aborted) await sleep(askEveryMs, undefined, { signal }).catch(() => {});
  }
}

async function acquire(sql: postgres.Sql, clusterId: string, held: AbortSignal): Promise<boolean> {
  while (!held.aborted) {
    const [row] = await sql<
      { got: boolean }[]
    >`select pg_try_advisory_lock(${lockSpace}, hashtext(${clusterId})) as got`;
    if (row?.got) return true;
    await sleep(askEveryMs, undefined, { signal: held }).catch(() => {});
  }
  return false;
}

/** A session whose network died says nothing: it is asked, and given up when it does not answer. */
async function watchSession(sql: postgres.Sql, held: AbortSignal, lost: AbortController): Promise<void> {
  while (!held.aborted) {
    await sleep(aliveEveryMs, undefined, { signal: held }).catch(() => {});
    if (held.aborted) return;
    const answered = await Promise.race([
      sql`select 1`.then(
        () => true,
        () => false,
      ),
      sleep(aliveEveryMs, false),
    ]);
    if (!answered) lost.abort();
  }
}
