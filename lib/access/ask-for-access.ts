import { defineCommand } from "#lib/platform/command.ts";
import { userIdOf } from "#lib/platform/context.ts";
import { findProject } from "#lib/projects/find-project.ts";
import { ask } from "./ask.ts";
import { findAskedFrom } from "./find-asked-from.ts";
import { AskForAccessInput } from "./request-schema.ts";

/** Asks for something that a project of the caller's may not do yet, or for a role of their own in it. */
export const askForAccess = defineCommand({
  name: "access.ask",
  input: AskForAccessInput,
  permission: "access:ask",
  target: async (ctx, { project, jobId }) => {
    const found = await findProject(ctx, project);
    return { ...found, jobId: await findAskedFrom(ctx, found.projectId, jobId) };
  },
  run: ({ tx, actor, input: { snapshot, why, days }, target }) =>
    ask(tx, { userId: userIdOf(actor), project: target, jobId: target.jobId, snapshot, why, days }),
  audit: ({ project, jobId, snapshot, why, days }, target, output) => ({
    project: target?.slug ?? project,
    jobId,
    asked: snapshot,
    why,
    days,
    ...output,
  }),
});
