import { and, asc, eq } from "drizzle-orm";
import { runAttempts, runEvents, runLogs, runs } from "#db/schema/runs.ts";
import { reasonSentence } from "#lib/runs/preflight-sentence.ts";
import { readLog } from "#lib/runs/read-log.ts";
import { isTerminal, type RunState } from "#lib/runs/schema.ts";
import type { LiveStack } from "./live-stack.ts";
import { until } from "./until.ts";

type Db = LiveStack["db"];

export async function runOf(db: Db, runId: string) {
  const [run] = await db.select().from(runs).where(eq(runs.id, runId));
  if (!run) throw new Error(`There is no run ${runId}`);
  return run;
}

/** Waits until a run is in a state. */
export const inState = (db: Db, runId: string, state: RunState, limitMs = 40_000) =>
  until(
    `run ${runId} is ${state}`,
    async () => {
      const run = await runOf(db, runId);
      if (run.state !== state && isTerminal(run.state))
        throw new Error(`The run ended as ${run.state} (${run.reason} ${JSON.stringify(run.reasonParams)})`);
      return run.state === state && run;
    },
    limitMs,
  );

/** Waits for a run's end and tells it as a person reads it. */
export async function endOf(db: Db, runId: string, limitMs = 60_000) {
  const run = await until(
    `run ${runId} ends`,
    async () => {
      const now = await runOf(db, runId);
      return isTerminal(now.state) && now;
    },
    limitMs,
  );
  const { state, reason, reasonParams } = run;
  return { state, reason, params: reasonParams, sentence: reason ? reasonSentence(reason, reasonParams) : null };
}

export const attemptsOf = (db: Db, runId: string) =>
  db.select().from(runAttempts).where(eq(runAttempts.runId, runId)).orderBy(asc(runAttempts.number));

/** The states of a run's story, in order. */
export async function storyOf(db: Db, runId: string): Promise<RunState[]> {
  const events = await db
    .select({ detail: runEvents.detail })
    .from(runEvents)
    .where(and(eq(runEvents.runId, runId), eq(runEvents.kind, "state")))
    .orderBy(asc(runEvents.id));
  return events.flatMap(({ detail }) => ("state" in detail ? [detail.state] : []));
}

export const endsIn = (story: RunState[]): RunState[] => story.filter(isTerminal);

/** Waits until every attempt of a run is put away: its log lies in the bucket. */
export const putAway = (db: Db, runId: string) =>
  until(`the log of run ${runId} is archived`, async () => {
    const attempts = await attemptsOf(db, runId);
    return attempts.length > 0 && attempts.every(({ archivedAt }) => archivedAt);
  });

export const archivedLogs = (db: Db, runId: string) => db.select().from(runLogs).where(eq(runLogs.runId, runId));

/** A container's log as the page shows it, as lines with their times. */
export async function logOf(db: Db, runId: string, container = "main", { follow = false, attempt = 1 } = {}) {
  const lines: { at: string; text: string }[] = [];
  for await (const line of readLog(db, { runId, attempt, container }, { follow, signal: AbortSignal.timeout(60_000) }))
    lines.push(line);
  return lines;
}
export const textOf = (lines: { text: string }[]) => lines.map(({ text }) => text).join("\n");
