import { and, eq, sql } from "drizzle-orm";
import type { Database, Transaction } from "#db/client.ts";
import { runEvents, runs } from "#db/schema/runs.ts";
import { canonicalJson, sha256Hex } from "#lib/platform/crypto.ts";
import { conflict } from "#lib/platform/errors.ts";
import { enqueue } from "#lib/platform/queue.ts";

type NewRun = Omit<typeof runs.$inferInsert, "inputHash">;

/** Hash of what a launch asked for, so that one Idempotency-Key stands for one request. */
export const inputHashOf = (input: unknown): string => sha256Hex(canonicalJson(input));

/** The run that this key already made; `conflict` where the key was used for something else. */
export async function runOfKey(db: Database | Transaction, userId: string, key: string | undefined, inputHash: string) {
  if (!key) return undefined;
  const [run] = await db
    .select({ id: runs.id, inputHash: runs.inputHash })
    .from(runs)
    .where(and(eq(runs.launchedBy, userId), eq(runs.idempotencyKey, key)));
  if (run && run.inputHash !== inputHash) throw conflict("launch-key-used");
  return run;
}

/** Writes the run, its first event and the queue job in the caller's transaction: all of them or none. */
export async function queueRun(tx: Transaction, run: NewRun, inputHash: string): Promise<{ runId: string }> {
  const [inserted] = await tx
    .insert(runs)
    .values({ ...run, inputHash })
    .onConflictDoNothing({ target: [runs.launchedBy, runs.idempotencyKey] })
    .returning({ id: runs.id });
  if (!inserted) {
    const earlier = await runOfKey(tx, run.launchedBy, run.idempotencyKey ?? undefined, inputHash);
    if (!earlier) throw conflict("launch-under-way");
    return { runId: earlier.id };
  }
  await tx.insert(runEvents).values({ runId: inserted.id, attempt: 1, kind: "state", detail: { state: "queued" } });
  await enqueue(tx, "run-dispatch", { runId: inserted.id });
  await tx.execute(sql`select pg_notify('slipway_run', ${inserted.id})`);
  return { runId: inserted.id };
}
