import { setTimeout as sleep } from "node:timers/promises";
import { sql } from "drizzle-orm";
import { connectDatabase } from "#db/client.ts";
import { migrateDatabase } from "#db/migrate.ts";
import { env } from "#lib/platform/env.ts";
import { log } from "#lib/platform/log.ts";
import { dispatchRun } from "#lib/runs/dispatch-run.ts";
import { stopRunNow } from "#lib/runs/end-stop.ts";
import { anchorRegularly } from "./anchor.ts";
import { startHealthServer } from "./health-server.ts";
import { clusterLanes } from "./lanes.ts";
import { workerMetrics } from "./metrics.ts";
import { observeRegularly } from "./observe.ts";
import { handleQueue, openQueuePatiently } from "./queue.ts";
import { sweepRuns } from "./sweep.ts";
import { startTrackers } from "./trackers.ts";

const stopLimitMs = 9000;

/** The second process of Slipway: dispatches runs, follows clusters, keeps logs. Any number of replicas may run. */
async function main(): Promise<void> {
  const { DATABASE_URL, DATABASE_POOL, WORKER_HOST, WORKER_PORT } = env();
  const stopping = new AbortController();
  const { signal } = stopping;
  for (const name of ["SIGTERM", "SIGINT"] as const)
    process.once(name, () => {
      log.info({ signal: name }, "stopping");
      stopping.abort();
    });

  await migrateDatabase(DATABASE_URL);
  const connection = connectDatabase(DATABASE_URL, { max: DATABASE_POOL, name: "slipway-worker" });
  const { db } = connection;
  const boss = await openQueuePatiently(DATABASE_URL, signal);
  const trackers = startTrackers(db, DATABASE_URL, signal);
  const { registry, dispatchSeconds } = workerMetrics({ db, boss, trackers: trackers.states });

  const dispatching = clusterLanes(db, async (runId) => {
    const took = dispatchSeconds.startTimer();
    await dispatchRun(db, runId, signal).finally(took);
  });
  const stops = clusterLanes(db, (runId) => stopRunNow(db, runId));
  await handleQueue(boss, {
    "run-dispatch": ({ runId }) => dispatching.add(runId),
    "run-stop": ({ runId }) => stops.add(runId),
  });
  const sweeping = sweepRuns(db, dispatching.add, signal);
  const anchoring = anchorRegularly(db, signal);
  const observing = observeRegularly(db, signal);
  const health = await startHealthServer(WORKER_PORT, WORKER_HOST, {
    registry,
    notReady: () =>
      db.execute(sql`select 1`).then(
        () => (signal.aborted ? "stopping" : undefined),
        () => "the database does not answer",
      ),
  });
  log.info({ port: health.port }, "worker ready");

  await new Promise<void>((resolve) =>
    signal.aborted ? resolve() : signal.addEventListener("abort", () => resolve()),
  );
  const ended = (async () => {
    await boss.stop({ graceful: true, timeout: 5000 });
    await Promise.all([sweeping, anchoring, observing, dispatching.drain(), stops.drain(), trackers.done]);
  })();
  // What does not end in time is found again by the next worker: claims and locks end with this process.
  await Promise.race([ended, sleep(stopLimitMs - 1500)]);
  await Promise.race([Promise.all([health.stop(), connection.end()]), sleep(1500)]);
}

try {
  await main();
  process.exit(0);
} catch (error) {
  log.fatal({ err: error }, "the worker could not go on");
  process.exit(1);
}
