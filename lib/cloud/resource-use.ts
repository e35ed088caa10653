import { and, asc, eq, inArray, isNull } from "drizzle-orm";
import type { Database, Transaction } from "#db/client.ts";
import { type cloudResources, residencyRules, serviceAccountBindings } from "#db/schema/cloud.ts";
import { clusters, namespaces, serviceAccounts } from "#db/schema/clusters.ts";
import { projects } from "#db/schema/people.ts";
import { stillHolds } from "#lib/access/grants.ts";
import { type Said, says } from "#lib/platform/say.ts";

export type ResourceUse = {
  bindingId: string;
  project: string;
  serviceAccount: string;
  namespace: string;
  cluster: string;
  residency: string;
  access: "read" | "write" | "pull";
  prefix: string;
  expiresAt: Date | null;
};

/** Who may use a resource now: the bindings that hold, by cluster and service account. */
export const usesOf = (db: Database | Transaction, resourceId: string): Promise<ResourceUse[]> =>
  db
    .select({
      bindingId: serviceAccountBindings.id,
      project: projects.slug,
      serviceAccount: serviceAccounts.name,
      namespace: namespaces.name,
      cluster: clusters.name,
      residency: clusters.residency,
      access: serviceAccountBindings.access,
      prefix: serviceAccountBindings.prefix,
      expiresAt: serviceAccountBindings.expiresAt,
    })
    .from(serviceAccountBindings)
    .innerJoin(serviceAccounts, eq(serviceAccounts.id, serviceAccountBindings.serviceAccountId))
    .innerJoin(projects, eq(projects.id, serviceAccounts.projectId))
    .innerJoin(namespaces, eq(namespaces.id, serviceAccounts.namespaceId))
    .innerJoin(clusters, eq(clusters.id, serviceAccounts.clusterId))
    .where(and(eq(serviceAccountBindings.cloudResourceId, resourceId), stillHolds(serviceAccountBindings.expiresAt)))
    .orderBy(asc(clusters.name), asc(serviceAccounts.name), asc(serviceAccountBindings.access));

/** Names of the clusters that archive their logs in a bucket. */
export const logsKeptIn = async (db: Database | Transaction, resourceId: string): Promise<string[]> => {
  const rows = await db
    .select({ name: clusters.name })
    .from(clusters)
    .where(and(eq(clusters.logBucketId, resourceId), isNull(clusters.retiredAt)))
    .orderBy(asc(clusters.name));
  return rows.map(({ name }) => name);
};

/** Of those who use a bucket, whom a residency would keep out: its data may not be used where they run. Only buckets have lines. */
export async function keptOut(
  db: Database | Transaction,
  kind: (typeof cloudResources.$inferSelect)["kind"],
  residency: string,
  uses: ResourceUse[],
): Promise<ResourceUse[]> {
  if (kind !== "bucket" || uses.length === 0) return [];
  const rules = await db
    .select({ to: residencyRules.toResidency })
    .from(residencyRules)
    .where(
      and(
        eq(residencyRules.fromResidency, residency),
        inArray(
          residencyRules.toResidency,
          uses.map((use) => use.residency),
        ),
      ),
    );
  const open = new Set([residency, ...rules.map(({ to }) => to)]);
  return uses.filter((use) => !open.has(use.residency));
}

/** `orders-batch-runner in orders-batch on eks-frankfurt`, each once and at most ten. */
export const usesSaid = (uses: ResourceUse[]): Said[] =>
  [...new Map(uses.map((use) => [`${use.serviceAccount} ${use.namespace} ${use.cluster}`, use])).values()]
    .slice(0, 10)
    .map(({ serviceAccount, namespace, cluster }) => says("used-by", { serviceAccount, namespace, cluster }));
