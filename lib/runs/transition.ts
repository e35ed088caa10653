import { and, eq, inArray, isNull, or, type SQL, sql } from "drizzle-orm";
import type { Database, Transaction } from "#db/client.ts";
import { runEvents, runs } from "#db/schema/runs.ts";
import type { Reason } from "#lib/jobs/job-type.ts";
import { type Ending, isRetried, mayMove } from "./run-states.ts";
import { isTerminal, type RunState } from "./schema.ts";

export type Run = typeof runs.$inferSelect;

export type Move = {
  runId: string;
  /** Only out of one of these. */
  from: RunState[];
  to: RunState;
  /** Only while this attempt is the current one. */
  attempt: number;
  /** Only while no newer claim was made. */
  epoch?: number;
  /** Only while nobody asked for a stop. */
  unlessStopping?: boolean;
  reason?: Reason | undefined;
  /** For a run that goes back to the queue: not to be claimed before. */
  notBeforeSeconds?: number;
  /** The number of the attempt that it goes on with. */
  nextAttempt?: number;
};

/**
 * Moves a run, tells its story (`run_events`) and wakes who watches it, all in one transaction: the only writer of a run's state.
 * One conditional update decides; false when the run is no longer where the caller thought, and then nothing was written.
 */
export async function transition(db: Database | Transaction, move: Move): Promise<boolean> {
  for (const from of move.from)
    if (!mayMove(from, move.to)) throw new Error(`A run may not go from ${from} to ${move.to}`);
  return db.transaction(async (tx) => {
    const [moved] = await tx.update(runs).set(columnsOf(move)).where(conditionOf(move)).returning({ id: runs.id });
    if (!moved) return false;
    await tx
      .insert(runEvents)
      .values({
        runId: move.runId,
        attempt: move.nextAttempt ?? move.attempt,
        kind: "state",
        detail: { state: move.to, ...(move.reason && { reason: move.reason.code, params: move.reason.params ?? {} }) },
        fingerprint: fingerprintOf(move),
      })
      .onConflictDoNothing();
    await notifyRun(tx, move.runId);
    return true;
  });
}

export const outageFingerprint = "state:outage";

/** Wakes everyone who listens on `slipway_run` when, and only if, the transaction commits. */
export const notifyRun = (tx: Database | Transaction, runId: string) =>
  tx.execute(sql`select pg_notify('slipway_run', ${runId})`);

function columnsOf({ to, reason, notBeforeSeconds, nextAttempt }: Move) {
  const claimed = to === "submitting" ? {} : { claimedUntil: notBefore(notBeforeSeconds) };
  return {
    state: to,
    reason: reason?.code ?? null,
    reasonParams: reason?.params ?? null,
    ...claimed,
    ...(isTerminal(to) && { finishedAt: sql`now()` }),
    ...(nextAttempt !== undefined && { attempt: nextAttempt }),
  };
}

const notBefore = (seconds: number | undefined) =>
  seconds === undefined ? null : sql`now() + make_interval(secs => ${seconds})`;

function conditionOf({ runId, from, to, attempt, epoch, reason, unlessStopping }: Move): SQL | undefined {
  return and(
    eq(runs.id, runId),
    inArray(runs.state, from),
    eq(runs.attempt, attempt),
    epoch === undefined ? undefined : eq(runs.claimEpoch, epoch),
    unlessStopping ? isNull(runs.stopRequestedAt) : undefined,
    // The same state for the same reason is no news.
    or(
      sql`${runs.state} <> ${to}`,
      sql`(${runs.reason}, ${runs.reasonParams}) is distinct from (${reason?.code ?? null}::text, (${reason?.params ? JSON.stringify(reason.params) : null}::text)::jsonb)`,
    ),
  );
}

/** What waits for an outage to pass tries again and again; its story tells it once. */
function fingerprintOf({ to, notBeforeSeconds }: Move): string | null {
  if (to === "queued" && notBeforeSeconds !== undefined) return outageFingerprint;
  return to === "submitting" ? "state:submitting" : null;
}

/**
 * Ends the current attempt of a run: with it the run, or, where a retry is left, the run goes back to the queue for its next attempt.
 * Returns which, or false when the attempt had ended already.
 */
export function endAttempt(
  db: Database | Transaction,
  run: Pick<Run, "id" | "attempt">,
  from: RunState[],
  ending: Ending,
  epoch?: number,
): Promise<"ended" | "retried" | false> {
  return db.transaction(async (tx) => {
    const [current] = await tx.select().from(runs).where(eq(runs.id, run.id)).for("update");
    if (!current) return false;
    const { retries } = current.choices;
    const again = isRetried(
      { attempt: current.attempt, retries, stopRequested: current.stopRequestedAt !== null },
      ending,
    );
    const move = {
      runId: run.id,
      from,
      attempt: run.attempt,
      reason: ending.reason,
      ...(epoch !== undefined && { epoch }),
    };
    if (!again) return (await transition(tx, { ...move, to: ending.outcome })) && "ended";
    // It is dispatched once this attempt has been put away (claimRun waits for that).
    return (await transition(tx, { ...move, to: "queued", nextAttempt: run.attempt + 1 })) && "retried";
  });
}
