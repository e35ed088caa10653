import { and, eq, gt, inArray, lte, not, or, type SQL, sql } from "drizzle-orm";
import { alias } from "drizzle-orm/pg-core";
import type { Database } from "#db/client.ts";
import { cloudResources } from "#db/schema/cloud.ts";
import { clusters, namespaces, serviceAccounts } from "#db/schema/clusters.ts";
import { jobs } from "#db/schema/jobs.ts";
import { projects, users } from "#db/schema/people.ts";
import { accessRequests } from "#db/schema/requests.ts";
import { type RequestContext, userIdOf } from "#lib/platform/context.ts";
import { daysFromNow } from "./held-time.ts";
import { decidesFor, mayNotDecide } from "./may-decide.ts";
import { can, type Grants } from "./policy.ts";
import type { RequestBox, RequestRow, RequestTitle } from "./request-schema.ts";

export const requester = alias(users, "requester");
const decider = alias(users, "decider");
const away = alias(users, "away");
const decidingProjects = alias(projects, "deciding_projects");

/** The id of something that is asked for. */
export const askedId = (field: "namespaceId" | "serviceAccountId" | "cloudResourceId") =>
  sql`(${accessRequests.snapshot} ->> ${sql.raw(`'${field}'`)})::uuid`;

const isOpen = and(eq(accessRequests.state, "pending"), gt(accessRequests.decideBy, sql`now()`));

/** Requests with the names of what they ask for, as far as it is still there. */
export const selectRequests = (db: Database) =>
  db
    .select({
      request: accessRequests,
      isOpen: sql<boolean>`${isOpen}`,
      untilIfNow: daysFromNow(sql`${accessRequests.days}`).mapWith(accessRequests.grantedUntil),
      project: { slug: projects.slug, name: projects.name },
      decidingProject: decidingProjects.slug,
      job: { id: jobs.id, name: jobs.name },
      requester: { login: requester.login, name: requester.name, personId: requester.personId },
      decider: decider.login,
      onBehalfOf: away.login,
      serviceAccount: serviceAccounts.name,
      namespace: namespaces.name,
      cluster: { id: clusters.id, name: clusters.name, residency: clusters.residency, type: clusters.type },
      resource: { name: cloudResources.name, kind: cloudResources.kind, residency: cloudResources.residency },
    })
    .from(accessRequests)
    .innerJoin(projects, eq(projects.id, accessRequests.projectId))
    .innerJoin(requester, eq(requester.id, accessRequests.requesterId))
    .leftJoin(jobs, eq(jobs.id, accessRequests.jobId))
    .leftJoin(decidingProjects, eq(decidingProjects.id, accessRequests.decidingProjectId))
    .leftJoin(decider, eq(decider.id, accessRequests.decidedBy))
    .leftJoin(away, eq(away.id, accessRequests.onBehalfOf))
    .leftJoin(serviceAccounts, eq(serviceAccounts.id, askedId("serviceAccountId")))
    .leftJoin(namespaces, sql`${namespaces.id} = coalesce(${askedId("namespaceId")}, ${serviceAccounts.namespaceId})`)
    .leftJoin(clusters, eq(clusters.id, namespaces.clusterId))
    .leftJoin(cloudResources, eq(cloudResources.id, askedId("cloudResourceId")))
    .$dynamic();

export type FoundRequest = Awaited<ReturnType<typeof selectRequests>>[number];

/** Who asks the question: what decides about requests besides roles. */
export type Viewer = {
  userId: string;
  personId: string;
  grants: Grants;
  /** Sign-in names of those in whose place they may decide, by user id. */
  awayLogins: ReadonlyMap<string, string>;
};

/** The caller as one who may decide; their person is read with it. */
export async function viewerOf({ db, actor, grants }: RequestContext): Promise<Viewer> {
  const userId = userIdOf(actor);
  const ids = [userId, ...(grants?.standsInFor ?? []).map((stand) => stand.userId)];
  const known = await db
    .select({ id: users.id, login: users.login, personId: users.personId })
    .from(users)
    .where(inArray(users.id, ids));
  const user = known.find(({ id }) => id === userId);
  if (!user || !grants) throw new Error("The caller is not there");
  const awayLogins = new Map(known.filter((each) => each !== user).map(({ id, login }) => [id, login]));
  return { userId, personId: user.personId, grants, awayLogins };
}

/** Requests that are the caller's to decide by their roles, or by those of somebody who is away. */
function fallsTo({ grants }: Viewer): SQL | undefined {
  if (can(grants, "request:decide", { projectId: null })) return sql`true`;
  const ids = [grants, ...grants.standsInFor.map((stand) => stand.grants)]
    .flatMap(({ projects }) => [...projects.keys()])
    .filter((projectId) => can(grants, "request:decide", { projectId }));
  return ids.length > 0 ? inArray(accessRequests.decidingProjectId, [...new Set(ids)]) : sql`false`;
}

/** What is asked by the caller, by an account of theirs, or by somebody whom they stand in for. */
function isOwnAnyway({ userId, personId, grants }: Viewer): SQL | undefined {
  const people = [personId, ...grants.standsInFor.map((stand) => stand.personId)];
  const accounts = [userId, ...grants.standsInFor.map((stand) => stand.userId)];
  return or(
    inArray(accessRequests.requesterId, accounts),
    inArray(accessRequests.requesterPersonId, people),
    sql`${accessRequests.requesterId} in (select id from ${users} where ${inArray(users.personId, people)})`,
  );
}

/** The `where` of a box, on the requests alone. */
export function inBox(box: RequestBox, viewer: Viewer): SQL | undefined {
  if (box === "mine") return eq(accessRequests.requesterId, viewer.userId);
  if (box === "decide") return and(isOpen, fallsTo(viewer), not(isOwnAnyway(viewer) ?? sql`false`));
  const isOver = or(
    inArray(accessRequests.state, ["approved", "rejected", "expired"]),
    and(eq(accessRequests.state, "pending"), lte(accessRequests.decideBy, sql`now()`)),
  );
  const seesAll = can(viewer.grants, "audit:read", { projectId: null }) ? sql`true` : undefined;
  return and(isOver, seesAll ?? or(fallsTo(viewer), eq(accessRequests.decidedBy, viewer.userId)));
}

/** A request as lists and its page show it, with what the viewer may do about it. */
export function requestRow(found: FoundRequest, viewer: Viewer): RequestRow {
  const { request } = found;
  const { userId, personId, grants } = viewer;
  const falls = { projectId: request.decidingProjectId };
  const isDecider = found.isOpen && can(grants, "request:decide", falls);
  const reason = isDecider
    ? mayNotDecide(
        {
          requesterId: request.requesterId,
          requesterPersonIds: [request.requesterPersonId, found.requester.personId],
        },
        { userId, personId, standsInFor: grants.standsInFor },
      )
    : null;
  return {
    id: request.id,
    kind: request.kind,
    state: request.state === "pending" && !found.isOpen ? "expired" : request.state,
    project: found.project,
    decidingProject: found.decidingProject,
    requester: found.requester.login,
    title: titleOf(found),
    where: {
      ...(found.cluster ? { cluster: found.cluster.name, residency: found.cluster.residency } : {}),
      ...(found.namespace ? { namespace: found.namespace } : {}),
    },
    days: request.days,
    createdAt: request.createdAt,
    decideBy: request.decideBy,
    decidedAt: request.decidedAt,
    decider: found.decider,
    onBehalfOf: found.onBehalfOf,
    comment: request.comment,
    grantedUntil: request.grantedUntil,
    snapshotHash: request.snapshotHash,
    isOwn: request.requesterId === userId,
    mayDecide: isDecider && reason === null,
    inPlaceOf: isDecider ? (viewer.awayLogins.get(decidesFor(grants, falls) ?? "") ?? null) : null,
    mayNotDecide: reason,
  };
}

/** What is no longer there is named by its id. */
function titleOf({
  request: { snapshot },
  project,
  namespace,
  cluster,
  resource,
  serviceAccount,
}: FoundRequest): RequestTitle {
  const place = { namespace: namespace ?? "", cluster: cluster?.name ?? "" };
  switch (snapshot.kind) {
    case "project-role":
      return { code: snapshot.kind, params: { role: snapshot.role, project: project.slug } };
    case "namespace":
      return {
        code: snapshot.kind,
        params: { ...place, namespace: namespace ?? snapshot.namespaceId, project: project.slug },
      };
    case "binding":
      return {
        code: snapshot.kind,
        params: {
          ...place,
          access: snapshot.access,
          resource: resource?.name ?? snapshot.cloudResourceId,
          kind: resource?.kind ?? "",
          prefix: snapshot.prefix,
          serviceAccount: serviceAccount ?? snapshot.serviceAccountId,
        },
      };
    case "service-account":
      return { code: snapshot.kind, params: { ...place, name: snapshot.name } };
  }
}
