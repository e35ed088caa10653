import { eq, sql } from "drizzle-orm";
import { z } from "zod";
import { runEvents } from "#db/schema/runs.ts";
import { defineQuery } from "#lib/platform/query.ts";
import { findProject } from "#lib/projects/find-project.ts";
import { findRun } from "./find-run.ts";
import { RunInput } from "./schema.ts";

/** Whether the caller may watch a run, and the last event it has: where a stream begins. */
export const watchRun = defineQuery({
  name: "run.watch",
  input: RunInput,
  permission: "run:read",
  target: (ctx, { runId }) => findRun(ctx, runId),
  run: async ({ db, target }) => {
    const [row] = await db
      .select({ event: sql<number>`coalesce(max(${runEvents.id}), 0)::int` })
      .from(runEvents)
      .where(eq(runEvents.runId, target.id));
    return { runId: target.id, projectId: target.projectId, event: row?.event ?? 0 };
  },
});

/** Whether the caller may watch the runs of a project. */
export const watchProject = defineQuery({
  name: "run.watch-project",
  input: z.strictObject({ project: z.string() }),
  permission: "run:read",
  target: (ctx, { project }) => findProject(ctx, project),
  run: async ({ target }) => ({ projectId: target.projectId }),
});
