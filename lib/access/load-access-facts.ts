import { and, asc, count, eq, gt, inArray, isNotNull, isNull, lte, not, notExists, or, sql } from "drizzle-orm";
import { alias } from "drizzle-orm/pg-core";
import type { Database } from "#db/client.ts";
import { cloudResources } from "#db/schema/cloud.ts";
import { clusters, namespaceGrants, namespaces } from "#db/schema/clusters.ts";
import { groupRoles, projectMembers, userGroups, users } from "#db/schema/people.ts";
import { delegations } from "#db/schema/requests.ts";
import { keepsLogs } from "#lib/cloud/log-bucket.ts";
import { approvedFor, loadApproved, type RequestOf } from "./approved-requests.ts";
import type { AccessFacts, PlaceFact, ResourceFact, RoleFact, StandInFact } from "./explain-access.ts";
import { loadGrants } from "./grants.ts";
import { loadProjectUses, type UsedNamespace } from "./project-uses.ts";

type Project = { projectId: string; slug: string };
type User = { id: string; isDisabled: boolean };

/** Namespaces that a project was not granted are shown up to this many; how many there are is told. */
const mostClosed = 100;

const granters = alias(users, "granters");

/** Everything that the explanation of somebody's access to a project rests on, and how many namespaces there are besides. */
export async function loadAccessFacts(db: Database, project: Project, user: User) {
  const [roles, standIns, requests, uses, closed, unbound] = await Promise.all([
    loadRoles(db, project, user.id),
    loadStandIns(db, user.id),
    loadApproved(db, project.projectId),
    loadProjectUses(db, project.projectId),
    loadClosed(db, project.projectId),
    loadOwnResources(db, project.projectId),
  ]);
  const requestOf = approvedFor(requests, user.id);
  const granted = uses.flatMap(({ namespaces: granted, ...cluster }) =>
    granted.map(
      (namespace): PlaceFact => ({
        id: namespace.id,
        name: namespace.name,
        cluster,
        grant: { ...grantOf(namespace), request: requestOf("namespace", namespace.id, namespace) },
        serviceAccount: namespace.serviceAccount,
        resources: resourcesOf(namespace, unbound.get(cluster.id) ?? [], requestOf),
      }),
    ),
  );
  const facts: AccessFacts = {
    project,
    isDisabled: user.isDisabled,
    roles: roles.map((role) => ({
      ...role,
      request:
        role.group === null && role.since ? requestOf("project-role", role.role, { ...role, since: role.since }) : null,
    })),
    standIns,
    places: [...granted, ...closed.rows.map((row) => ({ ...row, grant: null, serviceAccount: null, resources: [] }))],
  };
  return { facts, closedNamespaces: closed.total };
}

const grantOf = ({ since, until, hasEnded, by }: UsedNamespace) => ({ since, until, hasEnded, by });

/** A resource for each that is bound, with its bindings together, and those of the project's own that nobody bound. */
function resourcesOf(
  namespace: UsedNamespace,
  own: Omit<ResourceFact, "bindings">[],
  requestOf: RequestOf,
): ResourceFact[] {
  const accountId = namespace.serviceAccount?.id ?? "";
  const bound = Map.groupBy(namespace.resources, ({ id }) => id);
  const facts = [...bound.values()].flatMap((bindings) => {
    const [first] = bindings;
    if (!first) return [];
    const { id, kind, name, residency, mayNotCross } = first;
    const held = bindings.map(({ access, prefix, since, until, hasEnded, by }) => ({
      ...{ access, prefix, since, until, hasEnded, by },
      request: requestOf("binding", `${accountId} ${id} ${access} ${prefix}`, { since, by }),
    }));
    return { id, kind, name, residency, mayNotCross, bindings: held };
  });
  return [...facts, ...own.filter(({ id }) => !bound.has(id)).map((resource) => ({ ...resource, bindings: [] }))];
}

async function loadRoles(db: Database, { projectId }: Project, userId: string): Promise<RoleFact[]> {
  const [own, ofGroups, platform] = await Promise.all([
    db
      .select({
        role: projectMembers.role,
        since: projectMembers.createdAt,
        until: projectMembers.expiresAt,
        hasEnded: sql<boolean>`coalesce(${projectMembers.expiresAt} <= now(), false)`,
        by: granters.login,
      })
      .from(projectMembers)
      .leftJoin(granters, eq(granters.id, projectMembers.grantedBy))
      .where(and(eq(projectMembers.projectId, projectId), eq(projectMembers.userId, userId))),
    db
      .select({
        group: groupRoles.group,
        projectRole: groupRoles.projectRole,
        platformRole: groupRoles.platformRole,
        since: groupRoles.createdAt,
        by: granters.login,
      })
      .from(userGroups)
      .innerJoin(groupRoles, eq(groupRoles.group, userGroups.group))
      .leftJoin(granters, eq(granters.id, groupRoles.grantedBy))
      .where(
        and(eq(userGroups.userId, userId), or(eq(groupRoles.projectId, projectId), isNotNull(groupRoles.platformRole))),
      )
      .orderBy(asc(groupRoles.group)),
    db.select({ role: users.platformRole }).from(users).where(eq(users.id, userId)),
  ]);
  const always = { until: null, hasEnded: false, request: null };
  return [
    ...own.map((fact) => ({ ...fact, scope: "project" as const, group: null, request: null })),
    ...ofGroups.flatMap(({ projectRole, platformRole, ...fact }): RoleFact[] => [
      ...(projectRole ? [{ ...fact, ...always, scope: "project" as const, role: projectRole }] : []),
      ...(platformRole ? [{ ...fact, ...always, scope: "platform" as const, role: platformRole }] : []),
    ]),
    ...platform.flatMap(({ role }): RoleFact[] =>
      role === "member" ? [] : [{ ...always, scope: "platform", role, group: null, since: null, by: null }],
    ),
  ];
}

async function loadStandIns(db: Database, userId: string): Promise<StandInFact[]> {
  const [grants, away] = await Promise.all([
    loadGrants(db, userId),
    db
      .select({ userId: delegations.ownerId, login: users.login, until: delegations.endsAt })
      .from(delegations)
      .innerJoin(users, eq(users.id, delegations.ownerId))
      .where(
        and(
          eq(delegations.delegateId, userId),
          lte(delegations.startsAt, sql`now()`),
          gt(delegations.endsAt, sql`now()`),
        ),
      )
      .orderBy(asc(delegations.endsAt)),
  ]);
  return away.flatMap(({ userId: ownerId, login, until }) => {
    const standIn = grants?.standsInFor.find((each) => each.userId === ownerId);
    return standIn ? [{ login, until, standIn }] : [];
  });
}

async function loadClosed(db: Database, projectId: string) {
  const closed = and(
    isNull(clusters.retiredAt),
    notExists(
      db
        .select({ id: namespaceGrants.id })
        .from(namespaceGrants)
        .where(and(eq(namespaceGrants.namespaceId, namespaces.id), eq(namespaceGrants.projectId, projectId))),
    ),
  );
  const [rows, [counted]] = await Promise.all([
    db
      .select({
        id: namespaces.id,
        name: namespaces.name,
        cluster: { id: clusters.id, name: clusters.name, residency: clusters.residency },
      })
      .from(namespaces)
      .innerJoin(clusters, eq(clusters.id, namespaces.clusterId))
      .where(closed)
      .orderBy(asc(clusters.name), asc(namespaces.name))
      .limit(mostClosed),
    db
      .select({ total: count() })
      .from(namespaces)
      .innerJoin(clusters, eq(clusters.id, namespaces.clusterId))
      .where(closed),
  ]);
  return { rows, total: counted?.total ?? 0 };
}

/** By cluster, the resources of the project and those of nobody in its account: another project's names are not this one's to know. */
async function loadOwnResources(db: Database, projectId: string) {
  const rows = await db
    .select({
      clusterId: clusters.id,
      id: cloudResources.id,
      kind: cloudResources.kind,
      name: cloudResources.name,
      residency: cloudResources.residency,
    })
    .from(cloudResources)
    .innerJoin(clusters, eq(clusters.cloudAccountId, cloudResources.cloudAccountId))
    .where(
      and(
        or(isNull(cloudResources.ownerProjectId), eq(cloudResources.ownerProjectId, projectId)),
        not(keepsLogs),
        inArray(
          clusters.id,
          db
            .select({ id: namespaces.clusterId })
            .from(namespaceGrants)
            .innerJoin(namespaces, eq(namespaces.id, namespaceGrants.namespaceId))
            .where(eq(namespaceGrants.projectId, projectId)),
        ),
      ),
    )
    .orderBy(asc(cloudResources.kind), asc(cloudResources.name));
  const facts = rows.map(({ clusterId, ...resource }) => ({
    clusterId,
    resource: { ...resource, mayNotCross: false },
  }));
  const byCluster = Map.groupBy(facts, ({ clusterId }) => clusterId);
  return new Map([...byCluster].map(([id, of]) => [id, of.map(({ resource }) => resource)]));
}
