import { sql } from "drizzle-orm";
import type { PgBoss } from "pg-boss";
import { collectDefaultMetrics, Gauge, Histogram, Registry } from "prom-client";
import type { Database } from "#db/client.ts";
import { runs } from "#db/schema/runs.ts";
import { queueNames } from "#lib/platform/queue.ts";
import { RunState } from "#lib/runs/schema.ts";

type Sources = { db: Database; boss: PgBoss; trackers: () => { name: string; holds: boolean }[] };

/** What `/metrics` tells; values are read when they are asked for. */
export function workerMetrics({ db, boss, trackers }: Sources) {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry });
  new Gauge({
    name: "slipway_runs",
    help: "Runs by state",
    labelNames: ["state"],
    registers,
    async collect() {
      const rows = await db
        .select({ state: runs.state, count: sql<number>`count(*)::int` })
        .from(runs)
        .groupBy(runs.state);
      for (const state of RunState.options) this.set({ state }, rows.find((row) => row.state === state)?.count ?? 0);
    },
  });
  new Gauge({
    name: "slipway_tracker_up",
    help: "1 where this process tracks the cluster",
    labelNames: ["cluster"],
    registers,
    collect() {
      this.reset();
      for (const { name, holds } of trackers()) this.set({ cluster: name }, holds ? 1 : 0);
    },
  });
  new Gauge({
    name: "slipway_queue_depth",
    help: "Queue jobs that wait or are being worked on",
    labelNames: ["queue"],
    registers,
    async collect() {
      for (const queue of queueNames) {
        const [stats] = await boss.getQueueStats(queue);
        this.set({ queue }, (stats?.queuedCount ?? 0) + (stats?.activeCount ?? 0));
      }
    },
  });
  const dispatchSeconds = new Histogram({
    name: "slipway_dispatch_seconds",
    help: "Time a dispatch took, from its claim to its outcome",
    buckets: [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 90],
    registers,
  });
  return { registry, dispatchSeconds };
}
