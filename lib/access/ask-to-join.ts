import { eq } from "drizzle-orm";
import { projects } from "#db/schema/people.ts";
import { defineCommand } from "#lib/platform/command.ts";
import { userIdOf } from "#lib/platform/context.ts";
import { notFound } from "#lib/platform/errors.ts";
import { ask } from "./ask.ts";
import { findAskedFrom } from "./find-asked-from.ts";
import { AskToJoinInput } from "./request-schema.ts";

/** Asks for a role in any project of the company: their names are no secret inside it. */
export const askToJoin = defineCommand({
  name: "project.join",
  input: AskToJoinInput,
  permission: "project:join",
  target: async (ctx, { project, jobId }) => {
    const [row] = await ctx.db
      .select({ projectId: projects.id, slug: projects.slug })
      .from(projects)
      .where(eq(projects.slug, project));
    if (!row) throw notFound("no-project", { project });
    return { ...row, jobId: await findAskedFrom(ctx, row.projectId, jobId) };
  },
  run: ({ tx, actor, input: { role, why, days }, target }) =>
    ask(tx, {
      userId: userIdOf(actor),
      project: target,
      jobId: target.jobId,
      snapshot: { kind: "project-role", role },
      why,
      days,
    }),
  audit: ({ project, jobId, role, why, days }, _target, output) => ({ project, jobId, role, why, days, ...output }),
});
