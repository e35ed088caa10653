import { and, asc, eq, inArray } from "drizzle-orm";
import { z } from "zod";
import type { Database } from "#db/client.ts";
import { cloudResources } from "#db/schema/cloud.ts";
import { clusters } from "#db/schema/clusters.ts";
import { projects } from "#db/schema/people.ts";
import { openAccount } from "#lib/cloud/open-account.ts";
import { findServiceAccount } from "#lib/clusters/find-service-account.ts";
import { searchIn } from "#lib/platform/page.ts";
import { defineQuery } from "#lib/platform/query.ts";
import { type Ability, compareBindings, widerOf } from "./compare-bindings.ts";
import { loadProjectUses } from "./project-uses.ts";
import { type AskedAbility, abilitiesOf } from "./role-abilities.ts";

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
    const { id, name, cluster, namespace, projectSlug, roleArn, accessKeySecret, vaultRole } = target;
    return { id, name, cluster, namespace, project: projectSlug, roleArn, accessKeySecret, vaultRole, clusters: own };
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
      .where(and(eq(cloudResources.kind, kind), searchIn(search, [cloudResources.name])))
      .orderBy(asc(cloudResources.name))
      .limit(50),
});

/** Of an account's other resources, so many are held against the role as well. */
const otherResources = 300;

/** What the service account's identity can really do, asked of IAM and Vault now, held against its bindings. */
export const compareServiceAccount = defineQuery({
  name: "service-account.compare",
  input: OneServiceAccount,
  permission: "cluster:read",
  target: async ({ db }, { serviceAccountId }) => findServiceAccount(db, serviceAccountId),
  run: async ({ db, target }) => {
    const [cluster] = await db.select().from(clusters).where(eq(clusters.id, target.clusterId));
    const account = await openAccount(db, cluster?.cloudAccountId ?? "");
    const [bound, others] = await Promise.all([boundTo(db, target.projectId, target.id), unboundIn(db, account.id)]);
    const mayOf = await abilitiesOf(account, target, [...bound, ...others.abilities]);
    const isKnown = (ability: Ability) => mayOf(ability) !== undefined;
    const known = compareBindings(
      bound.filter(isKnown),
      others.abilities.filter(isKnown),
      (ability) => mayOf(ability) ?? false,
    );
    return {
      identity: target.roleArn ?? target.vaultRole ?? target.accessKeySecret ?? "",
      wider: widerOf(known),
      compared: known.map(({ resourceId: _, ...each }) => each),
      /** Bound, and nobody but the store can tell: an access key's policies can't be read. */
      unknown: bound.filter((ability) => !isKnown(ability)).map(({ name, access }) => ({ name, access })),
      /** Not all other resources of the account were held against the role. */
      isPartial: others.isPartial,
    };
  },
});

/** What holds now; images are pulled by the cluster's machines and not by the role. */
async function boundTo(db: Database, projectId: string, serviceAccountId: string): Promise<AskedAbility[]> {
  const uses = await loadProjectUses(db, projectId);
  const held = uses
    .flatMap(({ namespaces }) => namespaces)
    .filter(({ serviceAccount }) => serviceAccount?.id === serviceAccountId)
    .flatMap(({ resources }) => resources.filter(({ hasEnded }) => !hasEnded));
  return held.flatMap(({ id, kind, name, access, prefix, arn }) =>
    kind === "image-repository" || access === "pull" ? [] : [{ resourceId: id, kind, name, access, prefix, arn }],
  );
}

async function unboundIn(db: Database, cloudAccountId: string) {
  const rows = await db
    .select({ id: cloudResources.id, kind: cloudResources.kind, name: cloudResources.name, arn: cloudResources.arn })
    .from(cloudResources)
    .where(and(eq(cloudResources.cloudAccountId, cloudAccountId), inArray(cloudResources.kind, ["bucket", "secret"])))
    .orderBy(asc(cloudResources.name))
    .limit(otherResources + 1);
  const abilities = rows.slice(0, otherResources).flatMap(({ id, kind, name, arn }): AskedAbility[] => {
    const resource = { resourceId: id, name, arn, prefix: "" };
    if (kind === "secret") return [{ ...resource, kind, access: "read" }];
    if (kind !== "bucket") return [];
    return [
      { ...resource, kind, access: "read" },
      { ...resource, kind, access: "write" },
    ];
  });
  return { abilities, isPartial: rows.length > otherResources };
}
