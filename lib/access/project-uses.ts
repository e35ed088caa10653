import { and, asc, eq, isNull, sql } from "drizzle-orm";
import { type AnyPgColumn, alias } from "drizzle-orm/pg-core";
import { z } from "zod";
import type { Database, Transaction } from "#db/client.ts";
import { cloudResources, residencyRules, serviceAccountBindings } from "#db/schema/cloud.ts";
import { clusters, namespaceGrants, namespaces, serviceAccounts } from "#db/schema/clusters.ts";
import { users } from "#db/schema/people.ts";
import { defineQuery } from "#lib/platform/query.ts";
import { findProject } from "#lib/projects/find-project.ts";
import { can } from "./policy.ts";

/** Since when something is granted, until when, and by whom. `hasEnded` is by the database's clock. */
export type Granted = { since: Date; until: Date | null; hasEnded: boolean; by: string | null };

export type UsedResource = Granted & {
  bindingId: string;
  id: string;
  kind: "bucket" | "image-repository" | "secret";
  name: string;
  arn: string | null;
  region: string;
  residency: string;
  access: "read" | "write" | "pull";
  prefix: string;
  /** A bucket of another residency than the cluster's, where no policy allows that crossing: bound, and of no use. */
  mayNotCross: boolean;
};

export type UsedServiceAccount = {
  id: string;
  name: string;
  roleArn: string | null;
  accessKeySecret: string | null;
  vaultRole: string | null;
};

export type UsedNamespace = Granted & {
  id: string;
  name: string;
  serviceAccount: UsedServiceAccount | null;
  resources: UsedResource[];
};

export type UsedCluster = {
  id: string;
  name: string;
  type: string;
  region: string;
  residency: string;
  namespaces: UsedNamespace[];
};

const granters = alias(users, "granters");
const ended = (until: AnyPgColumn) => sql<boolean>`coalesce(${until} <= now(), false)`;

/** Everything that a project was granted, cluster by cluster, with what ended; two queries, however much that is. */
export async function loadProjectUses(db: Database | Transaction, projectId: string): Promise<UsedCluster[]> {
  const [places, bound] = await Promise.all([loadPlaces(db, projectId), loadBound(db, projectId)]);
  const resourcesOf = Map.groupBy(bound, ({ serviceAccountId }) => serviceAccountId);
  const byCluster = Map.groupBy(places, ({ cluster }) => cluster.id);
  return [...byCluster.values()].flatMap((inCluster) => {
    const [first] = inCluster;
    if (!first) return [];
    return {
      ...first.cluster,
      namespaces: inCluster.map(({ cluster: _, ...namespace }) => ({
        ...namespace,
        resources: (resourcesOf.get(namespace.serviceAccount?.id ?? "") ?? []).map(
          ({ serviceAccountId: _, ...resource }) => resource,
        ),
      })),
    };
  });
}

function loadPlaces(db: Database | Transaction, projectId: string) {
  return db
    .select({
      cluster: {
        id: clusters.id,
        name: clusters.name,
        type: clusters.type,
        region: clusters.region,
        residency: clusters.residency,
      },
      id: namespaces.id,
      name: namespaces.name,
      since: namespaceGrants.createdAt,
      until: namespaceGrants.expiresAt,
      hasEnded: ended(namespaceGrants.expiresAt),
      by: granters.login,
      serviceAccount: {
        id: serviceAccounts.id,
        name: serviceAccounts.name,
        roleArn: serviceAccounts.roleArn,
        accessKeySecret: serviceAccounts.accessKeySecret,
        vaultRole: serviceAccounts.vaultRole,
      },
    })
    .from(namespaceGrants)
    .innerJoin(namespaces, eq(namespaces.id, namespaceGrants.namespaceId))
    .innerJoin(clusters, and(eq(clusters.id, namespaces.clusterId), isNull(clusters.retiredAt)))
    .leftJoin(
      serviceAccounts,
      and(eq(serviceAccounts.namespaceId, namespaces.id), eq(serviceAccounts.projectId, namespaceGrants.projectId)),
    )
    .leftJoin(granters, eq(granters.id, namespaceGrants.grantedBy))
    .where(eq(namespaceGrants.projectId, projectId))
    .orderBy(asc(clusters.name), asc(namespaces.name));
}

function loadBound(db: Database | Transaction, projectId: string) {
  return db
    .select({
      serviceAccountId: serviceAccounts.id,
      bindingId: serviceAccountBindings.id,
      id: cloudResources.id,
      kind: cloudResources.kind,
      name: cloudResources.name,
      arn: cloudResources.arn,
      region: cloudResources.region,
      residency: cloudResources.residency,
      access: serviceAccountBindings.access,
      prefix: serviceAccountBindings.prefix,
      since: serviceAccountBindings.createdAt,
      until: serviceAccountBindings.expiresAt,
      hasEnded: ended(serviceAccountBindings.expiresAt),
      by: granters.login,
      mayNotCross: sql<boolean>`${cloudResources.kind} = 'bucket' and ${cloudResources.residency} <> ${clusters.residency} and ${residencyRules.fromResidency} is null`,
    })
    .from(serviceAccounts)
    .innerJoin(clusters, eq(clusters.id, serviceAccounts.clusterId))
    .innerJoin(serviceAccountBindings, eq(serviceAccountBindings.serviceAccountId, serviceAccounts.id))
    .innerJoin(
      cloudResources,
      and(
        eq(cloudResources.id, serviceAccountBindings.cloudResourceId),
        // As the launch has it: a cluster's pods use the resources of its own account.
        eq(cloudResources.cloudAccountId, clusters.cloudAccountId),
      ),
    )
    .leftJoin(
      residencyRules,
      and(
        eq(residencyRules.fromResidency, cloudResources.residency),
        eq(residencyRules.toResidency, clusters.residency),
      ),
    )
    .leftJoin(granters, eq(granters.id, serviceAccountBindings.grantedBy))
    .where(eq(serviceAccounts.projectId, projectId))
    .orderBy(asc(cloudResources.kind), asc(cloudResources.name), asc(serviceAccountBindings.access));
}

/** Everything that the project may use, everywhere, and what it could use until it ended. */
export const getProjectUses = defineQuery({
  name: "project.uses",
  input: z.strictObject({ project: z.string() }),
  permission: "access:read",
  target: (ctx, { project }) => findProject(ctx, project),
  run: async ({ ctx, db, target }) => ({
    slug: target.slug,
    name: target.name,
    /** Whether the caller may ask for what is missing here. */
    mayAsk: can(ctx.grants, "access:ask", target),
    clusters: await loadProjectUses(db, target.projectId),
  }),
});
