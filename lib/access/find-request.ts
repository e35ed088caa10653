import { eq } from "drizzle-orm";
import { alias } from "drizzle-orm/pg-core";
import { projects, users } from "#db/schema/people.ts";
import { accessRequests } from "#db/schema/requests.ts";
import { type RequestContext, userIdOf } from "#lib/platform/context.ts";
import { notFound } from "#lib/platform/errors.ts";
import { can } from "./policy.ts";

/** A request that the caller asked, may decide, has decided or may audit, as the target of a question; `not-found` to everybody else. */
export async function findRequest(ctx: RequestContext, requestId: string) {
  const requester = alias(users, "requester");
  const [request] = await ctx.db
    .select({
      requestId: accessRequests.id,
      /** For the policy: whose owners decide. */
      projectId: accessRequests.decidingProjectId,
      snapshot: accessRequests.snapshot,
      asking: { projectId: projects.id, slug: projects.slug },
      requesterId: accessRequests.requesterId,
      decidedBy: accessRequests.decidedBy,
      requester: requester.login,
    })
    .from(accessRequests)
    .innerJoin(projects, eq(projects.id, accessRequests.projectId))
    .innerJoin(requester, eq(requester.id, accessRequests.requesterId))
    .where(eq(accessRequests.id, requestId));
  const isSeen =
    request &&
    (request.requesterId === userIdOf(ctx.actor) ||
      request.decidedBy === userIdOf(ctx.actor) ||
      can(ctx.grants, "request:decide", request) ||
      can(ctx.grants, "audit:read", { projectId: null }));
  if (!isSeen) throw notFound("no-request");
  return request;
}
