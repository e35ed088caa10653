import { and, asc, eq, isNull, sql } from "drizzle-orm";
import type { Database } from "#db/client.ts";
import { cloudResources, serviceAccountBindings } from "#db/schema/cloud.ts";
import { clusters, namespaceGrants, namespaces, serviceAccounts } from "#db/schema/clusters.ts";
import { groupRoles, projectMembers, userGroups } from "#db/schema/people.ts";
import { stillHolds } from "./grants.ts";
import { projectRoles } from "./policy.ts";
import type { FoundRequest } from "./request-rows.ts";
import type { Ability } from "./request-schema.ts";

/** The ability that a request asks for; what it names and is no longer there is named by its id. */
export function newAbility(found: FoundRequest): Ability {
  const { snapshot, state, grantedUntil } = found.request;
  const until = state === "pending" ? found.untilIfNow : grantedUntil;
  const place = `${found.cluster?.name ?? "?"} / ${found.namespace ?? "?"}`;
  const ability = { isNew: true, until, prefix: "" };
  switch (snapshot.kind) {
    case "project-role":
      return {
        ...ability,
        subject: found.requester.login,
        may: [snapshot.role],
        on: found.project.slug,
        kind: "project",
      };
    case "namespace":
      return { ...ability, subject: found.project.slug, may: ["run"], on: place, kind: "namespace" };
    case "binding":
      return {
        ...ability,
        subject: found.serviceAccount ?? snapshot.serviceAccountId,
        may: [snapshot.access],
        on: found.resource?.name ?? snapshot.cloudResourceId,
        kind: found.resource?.kind ?? "bucket",
        prefix: snapshot.prefix,
      };
    case "service-account":
      return { ...ability, subject: snapshot.name, may: ["run-as"], on: place, kind: "service-account" };
  }
}

/** What is there already next to what is asked: of the person, of the project on that cluster, or of the service account. */
export async function abilitiesHeld(db: Database, found: FoundRequest): Promise<Ability[]> {
  const { snapshot, projectId, requesterId } = found.request;
  switch (snapshot.kind) {
    case "project-role":
      return (await rolesHeld(db, projectId, requesterId)).map(({ role, until }) => ({
        ...held,
        subject: found.requester.login,
        may: [role],
        on: found.project.slug,
        kind: "project",
        until,
      }));
    case "namespace":
      return found.cluster ? namespacesHeld(db, projectId, found.project.slug, found.cluster) : [];
    case "binding":
      return bindingsHeld(db, snapshot.serviceAccountId);
    case "service-account":
      return found.cluster ? serviceAccountsHeld(db, projectId, found.cluster) : [];
  }
}

const held = { isNew: false, prefix: "" };
const mostShown = 50;

/** The roles that somebody has in a project now, the strongest first. */
export async function rolesHeld(db: Database, projectId: string, userId: string) {
  const [own, ofGroups] = await Promise.all([
    db
      .select({ role: projectMembers.role, until: projectMembers.expiresAt })
      .from(projectMembers)
      .where(
        and(
          eq(projectMembers.projectId, projectId),
          eq(projectMembers.userId, userId),
          stillHolds(projectMembers.expiresAt),
        ),
      ),
    db
      .selectDistinct({ role: groupRoles.projectRole })
      .from(userGroups)
      .innerJoin(groupRoles, eq(groupRoles.group, userGroups.group))
      .where(and(eq(userGroups.userId, userId), eq(groupRoles.projectId, projectId))),
  ]);
  return [...own, ...ofGroups.flatMap(({ role }) => (role ? [{ role, until: null }] : []))].sort(
    (a, b) => projectRoles.indexOf(b.role) - projectRoles.indexOf(a.role),
  );
}

type Cluster = { id: string; name: string };

async function namespacesHeld(db: Database, projectId: string, project: string, cluster: Cluster): Promise<Ability[]> {
  const rows = await db
    .select({ name: namespaces.name, until: namespaceGrants.expiresAt })
    .from(namespaceGrants)
    .innerJoin(namespaces, eq(namespaces.id, namespaceGrants.namespaceId))
    .where(
      and(
        eq(namespaceGrants.projectId, projectId),
        eq(namespaces.clusterId, cluster.id),
        stillHolds(namespaceGrants.expiresAt),
      ),
    )
    .orderBy(asc(namespaces.name))
    .limit(mostShown);
  return rows.map(({ name, until }) => ({
    ...held,
    subject: project,
    may: ["run"],
    on: `${cluster.name} / ${name}`,
    kind: "namespace",
    until,
  }));
}

/** Bindings with one prefix and one end are told together: read, write. */
async function bindingsHeld(db: Database, serviceAccountId: string): Promise<Ability[]> {
  const { access, prefix, expiresAt } = serviceAccountBindings;
  return (
    await db
      .select({
        subject: serviceAccounts.name,
        may: sql<string[]>`array_agg(${access} order by ${access})`,
        on: cloudResources.name,
        kind: cloudResources.kind,
        prefix,
        until: expiresAt,
      })
      .from(serviceAccountBindings)
      .innerJoin(serviceAccounts, eq(serviceAccounts.id, serviceAccountBindings.serviceAccountId))
      .innerJoin(cloudResources, eq(cloudResources.id, serviceAccountBindings.cloudResourceId))
      .where(and(eq(serviceAccountBindings.serviceAccountId, serviceAccountId), stillHolds(expiresAt)))
      .groupBy(serviceAccounts.name, cloudResources.id, prefix, expiresAt)
      .orderBy(asc(cloudResources.kind), asc(cloudResources.name), asc(prefix))
      .limit(mostShown)
  ).map((row) => ({ ...row, isNew: false }));
}

async function serviceAccountsHeld(db: Database, projectId: string, cluster: Cluster): Promise<Ability[]> {
  const rows = await db
    .select({ name: serviceAccounts.name, namespace: namespaces.name })
    .from(serviceAccounts)
    .innerJoin(namespaces, eq(namespaces.id, serviceAccounts.namespaceId))
    .innerJoin(clusters, and(eq(clusters.id, namespaces.clusterId), isNull(clusters.retiredAt)))
    .where(and(eq(serviceAccounts.projectId, projectId), eq(clusters.id, cluster.id)))
    .orderBy(asc(namespaces.name))
    .limit(mostShown);
  return rows.map(({ name, namespace }) => ({
    ...held,
    subject: name,
    may: ["run-as"],
    on: `${cluster.name} / ${namespace}`,
    kind: "service-account",
    until: null,
  }));
}
