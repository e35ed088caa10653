import { and, asc, desc, eq, gt, or, sql } from "drizzle-orm";
import { alias } from "drizzle-orm/pg-core";
import { z } from "zod";
import { projects, users } from "#db/schema/people.ts";
import { accessRequests, delegations } from "#db/schema/requests.ts";
import { userIdOf } from "#lib/platform/context.ts";
import { notFound } from "#lib/platform/errors.ts";
import { ListInput, type ListPage, orderOf, pageOf } from "#lib/platform/page.ts";
import { defineQuery } from "#lib/platform/query.ts";
import { findRequest } from "./find-request.ts";
import { requestDetail } from "./request-detail.ts";
import { inBox, requester, requestRow, selectRequests, viewerOf } from "./request-rows.ts";
import { type DelegationRow, RequestInput, type RequestRow, requestBoxes } from "./request-schema.ts";
import { searchRequests } from "./search-requests.ts";

const everyone = async () => ({ projectId: null });

/** A box of the inbox, the newest first: what waits for the caller, what they asked, or what was decided where they may. */
export const listRequests = defineQuery({
  name: "request.list",
  input: ListInput.extend({ box: z.enum(requestBoxes) }),
  permission: "profile:read",
  target: everyone,
  run: async ({ ctx, db, input }): Promise<ListPage<RequestRow>> => {
    const viewer = await viewerOf(ctx);
    const columns = {
      createdAt: accessRequests.createdAt,
      decideBy: accessRequests.decideBy,
      decidedAt: accessRequests.decidedAt,
      kind: accessRequests.kind,
      project: projects.slug,
      requester: requester.login,
    };
    const { limit, offset } = pageOf(input);
    const where = and(inBox(input.box, viewer), searchRequests(db, input.search));
    const [rows, total] = await Promise.all([
      selectRequests(db)
        .where(where)
        .orderBy(...orderOf(input.sort ?? "-createdAt", columns, accessRequests.id))
        .limit(limit)
        .offset(offset),
      db.$count(accessRequests, where),
    ]);
    return { rows: rows.map((row) => requestRow(row, viewer)), total };
  },
});

/** How many requests wait for the caller's decision. */
export const countToDecide = defineQuery({
  name: "request.count",
  input: z.strictObject({}),
  permission: "profile:read",
  target: everyone,
  run: async ({ ctx, db }) => db.$count(accessRequests, inBox("decide", await viewerOf(ctx))),
});

/** One request: what it opens next to what is there already, whom it reaches, and what the caller may do about it. */
export const getRequest = defineQuery({
  name: "request.get",
  input: RequestInput,
  permission: "profile:read",
  target: async (ctx, { requestId }) => ({ ...(await findRequest(ctx, requestId)), projectId: null }),
  run: async ({ ctx, db, input }) => {
    const viewer = await viewerOf(ctx);
    const [found] = await selectRequests(db).where(eq(accessRequests.id, input.requestId));
    if (!found) throw notFound("no-request");
    return requestDetail(db, found, viewer);
  },
});

/** Who stands in for the caller and for whom the caller does, with what is over for less than 90 days. */
export const listDelegations = defineQuery({
  name: "delegation.list",
  input: z.strictObject({}),
  permission: "profile:read",
  target: everyone,
  run: async ({ ctx, db }): Promise<DelegationRow[]> => {
    const userId = userIdOf(ctx.actor);
    const owner = alias(users, "owner");
    const delegate = alias(users, "delegate");
    return db
      .select({
        id: delegations.id,
        owner: owner.login,
        delegate: delegate.login,
        side: sql<DelegationRow["side"]>`case when ${delegations.ownerId} = ${userId} then 'away' else 'stands-in' end`,
        state: sql<
          DelegationRow["state"]
        >`case when ${delegations.endsAt} <= now() then 'over' when ${delegations.startsAt} <= now() then 'now' else 'coming' end`,
        startsAt: delegations.startsAt,
        endsAt: delegations.endsAt,
      })
      .from(delegations)
      .innerJoin(owner, eq(owner.id, delegations.ownerId))
      .innerJoin(delegate, eq(delegate.id, delegations.delegateId))
      .where(
        and(
          or(eq(delegations.ownerId, userId), eq(delegations.delegateId, userId)),
          gt(delegations.endsAt, sql`now() - interval '90 days'`),
        ),
      )
      .orderBy(desc(delegations.endsAt), desc(delegations.id))
      .limit(100);
  },
});

/** Every project by name, to ask to join: inside a company their names are no secret. */
export const projectDirectory = defineQuery({
  name: "project.directory",
  input: z.strictObject({}),
  permission: "profile:read",
  target: everyone,
  run: async ({ ctx, db }) => {
    const rows = await db
      .select({ id: projects.id, slug: projects.slug, name: projects.name })
      .from(projects)
      .orderBy(asc(projects.slug));
    return rows.map(({ id, ...project }) => ({ ...project, role: ctx.grants?.projects.get(id) ?? null }));
  },
});
