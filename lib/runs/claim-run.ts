import { and, eq, isNull, lt, or, sql } from "drizzle-orm";
import type { Database } from "#db/client.ts";
import { runAttempts, runs } from "#db/schema/runs.ts";
import { type Run, transition } from "./transition.ts";

/** A claim that is not renewed for so long is open to others. By the database's clock: those of the workers may differ. */
export const leaseSeconds = 15;

const lease = sql`now() + make_interval(secs => ${leaseSeconds})`;

/**
 * Claims a run for one dispatcher and gives the claim the next epoch; undefined when another holds it, it is not its time yet, or its
 * last attempt is still being put away.
 */
export function claimRun(db: Database, runId: string): Promise<Run | undefined> {
  return db.transaction(async (tx) => {
    const free = or(isNull(runs.claimedUntil), lt(runs.claimedUntil, sql`now()`));
    const [run] = await tx
      .select()
      .from(runs)
      .where(and(eq(runs.id, runId), or(eq(runs.state, "queued"), eq(runs.state, "submitting")), free))
      .for("update", { skipLocked: true });
    if (!run || (await hasUnfinishedAttempt(tx, run))) return undefined;
    const [claimed] = await tx
      .update(runs)
      .set({ claimEpoch: run.claimEpoch + 1, claimedUntil: lease })
      .where(eq(runs.id, runId))
      .returning();
    if (run.state === "queued")
      await transition(tx, { runId, from: ["queued"], to: "submitting", attempt: run.attempt, reason: reasonOf(run) });
    return claimed && { ...claimed, state: "submitting" };
  });
}

/** What the run waited for, or why its last attempt ended, stays told until there is something newer. */
const reasonOf = ({ reason, reasonParams }: Run) => (reason ? { code: reason, params: reasonParams ?? {} } : undefined);

async function hasUnfinishedAttempt(tx: Pick<Database, "select">, { id, attempt }: Run): Promise<boolean> {
  const [earlier] = await tx
    .select({ number: runAttempts.number })
    .from(runAttempts)
    .where(and(eq(runAttempts.runId, id), lt(runAttempts.number, attempt), isNull(runAttempts.archivedAt)))
    .limit(1);
  return earlier !== undefined;
}

/** Gives a claim up, so that another worker may go on at once. */
export const releaseClaim = (db: Database, run: Run) =>
  db
    .update(runs)
    .set({ claimedUntil: null })
    .where(and(eq(runs.id, run.id), eq(runs.state, "submitting"), eq(runs.claimEpoch, run.claimEpoch)));

/** Keeps a claim while `work` goes on: checks of a slow cluster may take longer than a lease. */
export async function whileClaimed(db: Database, run: Run, work: () => Promise<void>): Promise<void> {
  const beat = setInterval(() => void renewClaim(db, run).catch(() => {}), (leaseSeconds * 1000) / 3);
  try {
    await work();
  } finally {
    clearInterval(beat);
  }
}

/**
 * Asserts, just before a write to the outside, that the claim still holds, and renews it.
 * `lost`: a newer claim was made or the run moved on. `stopping`: somebody asked for a stop.
 */
export async function renewClaim(db: Database, run: Run): Promise<"held" | "stopping" | "lost"> {
  const [held] = await db
    .update(runs)
    .set({ claimedUntil: lease })
    .where(and(eq(runs.id, run.id), eq(runs.state, "submitting"), eq(runs.claimEpoch, run.claimEpoch)))
    .returning({ stopRequestedAt: runs.stopRequestedAt });
  if (!held) return "lost";
  return held.stopRequestedAt ? "stopping" : "held";
}
