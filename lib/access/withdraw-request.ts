import { and, eq, gt, sql } from "drizzle-orm";
import { accessRequests } from "#db/schema/requests.ts";
import { defineCommand } from "#lib/platform/command.ts";
import { userIdOf } from "#lib/platform/context.ts";
import { conflict, notFound } from "#lib/platform/errors.ts";
import { RequestInput } from "./request-schema.ts";

/** Takes one's own request back while nobody has decided it. */
export const withdrawRequest = defineCommand({
  name: "request.withdraw",
  input: RequestInput,
  permission: "profile:read",
  target: async ({ db, actor }, { requestId }) => {
    const [request] = await db
      .select({
        asked: accessRequests.snapshot,
        askingProjectId: accessRequests.projectId,
        state: accessRequests.state,
      })
      .from(accessRequests)
      .where(and(eq(accessRequests.id, requestId), eq(accessRequests.requesterId, userIdOf(actor))));
    if (!request) throw notFound("no-request");
    return { projectId: null, ...request };
  },
  run: async ({ tx, input: { requestId } }) => {
    const withdrawn = await tx
      .update(accessRequests)
      .set({ state: "withdrawn", updatedAt: sql`now()` })
      .where(
        and(
          eq(accessRequests.id, requestId),
          eq(accessRequests.state, "pending"),
          gt(accessRequests.decideBy, sql`now()`),
        ),
      )
      .returning({ id: accessRequests.id });
    if (withdrawn.length === 0) throw conflict("request-not-waiting");
    return { requestId };
  },
  audit: ({ requestId }, target) => ({
    requestId,
    project: target?.askingProjectId,
    asked: target?.asked,
    before: target && { state: target.state },
    after: { state: "withdrawn" },
  }),
});
