import { and, eq } from "drizzle-orm";
import { runAttempts } from "#db/schema/runs.ts";
import { notFound } from "#lib/platform/errors.ts";
import { defineQuery } from "#lib/platform/query.ts";
import { findRun } from "./find-run.ts";
import { containersOf } from "./queries.ts";
import { isTerminal, RunLogInput } from "./schema.ts";

/** Which log a caller may read: the container must be one of the attempt's. Without an attempt it is the current one. */
export const findRunLog = defineQuery({
  name: "run.log",
  input: RunLogInput,
  permission: "log:read",
  target: (ctx, { runId }) => findRun(ctx, runId),
  run: async ({ db, input, target }) => {
    const attempt = input.attempt ?? target.attempt;
    const [row] = await db
      .select({ manifests: runAttempts.manifests })
      .from(runAttempts)
      .where(and(eq(runAttempts.runId, target.id), eq(runAttempts.number, attempt)));
    if (!row || !containersOf(row.manifests).includes(input.container))
      throw notFound("no-run-log", { container: input.container });
    const live = attempt === target.attempt && !isTerminal(target.state);
    return { runId: target.id, attempt, container: input.container, live };
  },
});
