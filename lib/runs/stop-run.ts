import { and, eq, isNull, sql } from "drizzle-orm";
import { runs } from "#db/schema/runs.ts";
import { defineCommand } from "#lib/platform/command.ts";
import { conflict } from "#lib/platform/errors.ts";
import { enqueue } from "#lib/platform/queue.ts";
import { findRun } from "./find-run.ts";
import { isTerminal, StopRunInput } from "./schema.ts";

/** Asks for a run to stop; the worker does it and the run ends as `cancelled` once its pods are gone. Asking twice is asking once. */
export const stopRun = defineCommand({
  name: "run.stop",
  input: StopRunInput,
  permission: "run:stop",
  target: (ctx, { runId }) => findRun(ctx, runId),
  run: async ({ tx, target }) => {
    if (isTerminal(target.state)) throw conflict("run-ended");
    const asked = await tx
      .update(runs)
      .set({ stopRequestedAt: sql`now()` })
      .where(and(eq(runs.id, target.id), isNull(runs.finishedAt), isNull(runs.stopRequestedAt)))
      .returning({ id: runs.id });
    if (asked.length > 0) {
      await enqueue(tx, "run-stop", { runId: target.id });
      await tx.execute(sql`select pg_notify('slipway_run', ${target.id})`);
    }
    return { runId: target.id, isAsked: asked.length > 0 };
  },
  audit: ({ runId }, _target, output) => ({
    runId,
    ...(output && { before: { stopRequested: !output.isAsked }, after: { stopRequested: true } }),
  }),
});
