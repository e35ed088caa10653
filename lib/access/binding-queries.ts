import { and, asc, eq, not } from "drizzle-orm";
import { z } from "zod";
import type { Database } from "#db/client.ts";
import { cloudAccounts, cloudResources } from "#db/schema/cloud.ts";
import { clusters } from "#db/schema/clusters.ts";
import { projects } from "#db/schema/people.ts";
import { keepsLogs } from "#lib/cloud/log-bucket.ts";
import { CloudAccountConfig } from "#lib/cloud/schema.ts";
import { findServiceAccount } from "#lib/clusters/find-service-account.ts";
import { searchIn } from "#lib/platform/page.ts";
import { defineQuery } from "#lib/platform/query.ts";
import { fittingPolicies } from "./fitting-policies.ts";
import { loadProjectUses } from "./project-uses.ts";

const OneServiceAccount = z.strictObject({ serviceAccountId: z.uuid() });

/**
 * A service account with what it is bound to, as its page shows it: `clusters` holds its own place alone, `policies` the least that carry what
 * is bound now, for whoever keeps the role, the access key or Vault.
 */
export const getServiceAccountBindings = defineQuery({
  name: "service-account.bindings",
  input: OneServiceAccount,
  permission: "cluster:read",
  target: async ({ db }, { serviceAccountId }) => findServiceAccount(db, serviceAccountId),
  run: async ({ db, target }) => {
    const [uses, config] = await Promise.all([
      loadProjectUses(db, target.projectId),
      accountConfigOf(db, target.clusterId),
    ]);
    const own = uses.flatMap((cluster) => {
      const here = cluster.namespaces.filter(({ serviceAccount }) => serviceAccount?.id === target.id);
      return here.length > 0 ? [{ ...cluster, namespaces: here }] : [];
    });
    const { id, name, cluster, namespace, projectSlug: project, roleArn, accessKeySecret, vaultRole } = target;
    const policies = fittingPolicies(
      config,
      own.flatMap(({ namespaces }) => namespaces.flatMap(({ resources }) => resources)),
    );
    return { id, name, cluster, namespace, project, roleArn, accessKeySecret, vaultRole, clusters: own, policies };
  },
});

/** Resources of the cluster's own cloud account that the service account could be bound to: the first 50 that match. */
export const listBindable = defineQuery({
  name: "service-account.bindable",
  input: OneServiceAccount.extend({
    kind: z.enum(["bucket", "image-repository", "secret"]),
    search: z.string().max(200).default(""),
  }),
  permission: "cluster:read",
  target: async ({ db }, { serviceAccountId }) => findServiceAccount(db, serviceAccountId),
  run: async ({ db, input: { kind, search }, target }) =>
    db
      .select({
        id: cloudResources.id,
        name: cloudResources.name,
        region: cloudResources.region,
        residency: cloudResources.residency,
        owner: projects.slug,
      })
      .from(cloudResources)
      .innerJoin(
        clusters,
        and(eq(clusters.id, target.clusterId), eq(clusters.cloudAccountId, cloudResources.cloudAccountId)),
      )
      .leftJoin(projects, eq(projects.id, cloudResources.ownerProjectId))
      .where(and(eq(cloudResources.kind, kind), not(keepsLogs), searchIn(search, [cloudResources.name])))
      .orderBy(asc(cloudResources.name))
      .limit(50),
});

async function accountConfigOf(db: Database, clusterId: string): Promise<CloudAccountConfig> {
  const [row] = await db
    .select({ config: cloudAccounts.config })
    .from(clusters)
    .innerJoin(cloudAccounts, eq(cloudAccounts.id, clusters.cloudAccountId))
    .where(eq(clusters.id, clusterId));
  return CloudAccountConfig.parse(row?.config);
}
