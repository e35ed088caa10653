import { and, asc, eq, not } from "drizzle-orm";
import { z } from "zod";
import { cloudResources } from "#db/schema/cloud.ts";
import { clusters } from "#db/schema/clusters.ts";
import { projects } from "#db/schema/people.ts";
import { keepsLogs } from "#lib/cloud/log-bucket.ts";
import { openAccount } from "#lib/cloud/open-account.ts";
import { findServiceAccount } from "#lib/clusters/find-service-account.ts";
import { searchIn } from "#lib/platform/page.ts";
import { defineQuery } from "#lib/platform/query.ts";
import { keysUnknown, withKeys } from "./encryption-keys.ts";
import { fittingPolicies } from "./fitting-policies.ts";
import { heldBy } from "./held-by.ts";
import { loadProjectUses } from "./project-uses.ts";
import { abilitiesIn } from "./role-actions.ts";

const OneServiceAccount = z.strictObject({ serviceAccountId: z.uuid() });

/** A service account with what it is bound to, as its page shows it: `clusters` holds its own place alone. */
export const getServiceAccountBindings = defineQuery({
  name: "service-account.bindings",
  input: OneServiceAccount,
  permission: "cluster:read",
  target: async ({ db }, { serviceAccountId }) => findServiceAccount(db, serviceAccountId),
  run: async ({ db, target }) => {
    const uses = await loadProjectUses(db, target.projectId);
    const own = uses.flatMap((cluster) => {
      const here = cluster.namespaces.filter(({ serviceAccount }) => serviceAccount?.id === target.id);
      return here.length > 0 ? [{ ...cluster, namespaces: here }] : [];
    });
    const { id, name, cluster, namespace, projectSlug: project, roleArn, roleBy, accessKeySecret, vaultRole } = target;
    const identity = { roleArn, roleBy, accessKeySecret, vaultRole };
    return { id, name, cluster, namespace, project, ...identity, clusters: own };
  },
});

/**
 * The least policies that carry what a service account is bound to now, for whoever keeps the role, the access key or Vault. The keys that
 * encrypt it are asked of AWS; those that it does not tell are not in them.
 */
export const getFittingPolicies = defineQuery({
  name: "service-account.policies",
  input: OneServiceAccount,
  permission: "cluster:read",
  target: async ({ db }, { serviceAccountId }) => findServiceAccount(db, serviceAccountId),
  run: async ({ db, target }) => {
    const [held, [cluster]] = await Promise.all([
      heldBy(db, target),
      db.select({ account: clusters.cloudAccountId }).from(clusters).where(eq(clusters.id, target.clusterId)),
    ]);
    const account = await openAccount(db, cluster?.account ?? "");
    const abilities = await withKeys(account, abilitiesIn(held));
    return { policies: fittingPolicies(account.config, held, abilities), keysUnknown: keysUnknown(abilities) };
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
