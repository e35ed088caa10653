import { and, eq, sql } from "drizzle-orm";
import type { Database } from "#db/client.ts";
import { runEvents } from "#db/schema/runs.ts";
import type { Reason } from "#lib/jobs/job-type.ts";
import { outageFingerprint, type Run, transition } from "./transition.ts";

/** A cluster may be away for so long before the runs that wait for it fail. */
export const outageLimitSeconds = 3600;

/**
 * Puts a claimed run back in the queue because its cluster does not answer, each time for longer (5 s to 60 s); after an hour of that
 * the run fails with the same reason.
 */
export async function postponeRun(db: Database, run: Run, reason: Reason): Promise<void> {
  const waited = await waitedSeconds(db, run);
  const move = { runId: run.id, from: ["submitting" as const], attempt: run.attempt, epoch: run.claimEpoch, reason };
  if (waited >= outageLimitSeconds) await transition(db, { ...move, to: "failed" });
  else await transition(db, { ...move, to: "queued", notBeforeSeconds: Math.min(60, Math.max(5, waited / 4)) });
}

/** Seconds since the attempt's story first told of the outage. */
async function waitedSeconds(db: Database, { id, attempt }: Run): Promise<number> {
  const [first] = await db
    .select({ seconds: sql<number>`extract(epoch from now() - ${runEvents.at})::float8` })
    .from(runEvents)
    .where(and(eq(runEvents.runId, id), eq(runEvents.attempt, attempt), eq(runEvents.fingerprint, outageFingerprint)));
  return first?.seconds ?? 0;
}
