import { and, eq, isNull, sql } from "drizzle-orm";
import type { Transaction } from "#db/client.ts";
import { cloudResources, residencyRules, serviceAccountBindings } from "#db/schema/cloud.ts";
import { clusters, namespaceGrants, namespaces, serviceAccounts } from "#db/schema/clusters.ts";
import { logBucketRefusal } from "#lib/cloud/log-bucket.ts";
import { invalid, notFound, refused, type SlipwayError } from "#lib/platform/errors.ts";
import { says } from "#lib/platform/say.ts";
import { stillHolds } from "./grants.ts";
import type { RequestSnapshot } from "./request-schema.ts";
import { accessOf } from "./write-binding.ts";

export type Asked = {
  /** Whose owners decide about it now; null: the admins. */
  decidingProjectId: string | null;
  clusterId: string | null;
  /** Whether the project may know of it: what it may not know, it can't ask for. */
  isKnown: boolean;
  /** Why it can't be granted as things are. */
  obstacle: SlipwayError | null;
};
type Project = { projectId: string; slug: string };
type Snapshot<Kind extends RequestSnapshot["kind"]> = Extract<RequestSnapshot, { kind: Kind }>;

/**
 * Finds what is asked for, and holds it still to the end of the transaction; `not-found` where it is not there or is not the project's
 * to know. Asking and approving look in this one way.
 */
export async function findAsked(tx: Transaction, project: Project, snapshot: RequestSnapshot): Promise<Asked> {
  switch (snapshot.kind) {
    case "project-role":
      return { decidingProjectId: project.projectId, clusterId: null, isKnown: true, obstacle: null };
    case "namespace": {
      const namespace = await findNamespace(tx, snapshot.namespaceId);
      return { ...namespace, isKnown: true, obstacle: null };
    }
    case "binding":
      return findBinding(tx, project, snapshot);
    case "service-account":
      return findServiceAccount(tx, project, snapshot);
  }
}

async function findNamespace(tx: Transaction, namespaceId: string, strength: "share" | "no key update" = "share") {
  const [namespace] = await tx
    .select({ decidingProjectId: namespaces.ownerProjectId, clusterId: namespaces.clusterId, name: namespaces.name })
    .from(namespaces)
    .innerJoin(clusters, eq(clusters.id, namespaces.clusterId))
    .where(and(eq(namespaces.id, namespaceId), isNull(clusters.retiredAt)))
    .for(strength, { of: namespaces });
  if (!namespace) throw notFound("no-namespace");
  return namespace;
}

async function findBinding(tx: Transaction, project: Project, snapshot: Snapshot<"binding">): Promise<Asked> {
  const [account] = await tx
    .select({
      clusterId: clusters.id,
      cluster: clusters.name,
      residency: clusters.residency,
      cloudAccountId: clusters.cloudAccountId,
    })
    .from(serviceAccounts)
    .innerJoin(clusters, eq(clusters.id, serviceAccounts.clusterId))
    .where(
      and(
        eq(serviceAccounts.id, snapshot.serviceAccountId),
        eq(serviceAccounts.projectId, project.projectId),
        isNull(clusters.retiredAt),
      ),
    )
    .for("share");
  if (!account) throw notFound("no-service-account");
  const [resource] = await tx
    .select()
    .from(cloudResources)
    .where(eq(cloudResources.id, snapshot.cloudResourceId))
    .for("share");
  if (!resource || resource.cloudAccountId !== account.cloudAccountId) throw notFound("no-resource");
  const { ownerProjectId: decidingProjectId } = resource;
  const isAnothers = decidingProjectId !== null && decidingProjectId !== project.projectId;
  const isKnown = !isAnothers || (await isBound(tx, snapshot));
  const obstacle =
    misfit(resource, snapshot) ??
    (await logBucketRefusal(tx, resource.id)) ??
    (await closedLine(tx, resource, account));
  return { decidingProjectId, clusterId: account.clusterId, isKnown, obstacle };
}

/** As the placement shows it: another project's resource is known where it is, or was, bound to this service account. */
async function isBound(tx: Transaction, { serviceAccountId, cloudResourceId }: Snapshot<"binding">): Promise<boolean> {
  const [bound] = await tx
    .select({ id: serviceAccountBindings.id })
    .from(serviceAccountBindings)
    .where(
      and(
        eq(serviceAccountBindings.serviceAccountId, serviceAccountId),
        eq(serviceAccountBindings.cloudResourceId, cloudResourceId),
      ),
    )
    .limit(1);
  return bound !== undefined;
}

type Resource = typeof cloudResources.$inferSelect;

function misfit(resource: Resource, { access, prefix }: Snapshot<"binding">): SlipwayError | null {
  if (!accessOf[resource.kind].includes(access))
    return invalid("not-bindable", { name: resource.name, access: says(`access.${access}`) });
  return prefix !== "" && resource.kind !== "bucket" ? invalid("prefix-of-bucket") : null;
}

/** Data of a residency stays there, unless a policy opens the line. */
async function closedLine(tx: Transaction, resource: Resource, cluster: { cluster: string; residency: string }) {
  if (resource.kind !== "bucket" || resource.residency === cluster.residency) return null;
  const [rule] = await tx
    .select({ from: residencyRules.fromResidency })
    .from(residencyRules)
    .where(
      and(eq(residencyRules.fromResidency, resource.residency), eq(residencyRules.toResidency, cluster.residency)),
    );
  const line = { from: resource.residency, to: cluster.residency };
  return rule ? null : refused("data-may-not-go", { name: resource.name, cluster: cluster.cluster, ...line });
}

async function findServiceAccount(
  tx: Transaction,
  { projectId, slug }: Project,
  snapshot: Snapshot<"service-account">,
) {
  // As strong as the writer's own lock: two approvals that both held less would wait for each other.
  const namespace = await findNamespace(tx, snapshot.namespaceId, "no key update");
  const [grant] = await tx
    .select({ id: namespaceGrants.id })
    .from(namespaceGrants)
    .where(
      and(
        eq(namespaceGrants.namespaceId, snapshot.namespaceId),
        eq(namespaceGrants.projectId, projectId),
        stillHolds(namespaceGrants.expiresAt),
      ),
    );
  const [there] = await tx
    .select({ name: serviceAccounts.name })
    .from(serviceAccounts)
    .where(
      and(
        eq(serviceAccounts.namespaceId, snapshot.namespaceId),
        sql`(${serviceAccounts.projectId} = ${projectId} or ${serviceAccounts.name} = ${snapshot.name})`,
      ),
    )
    .orderBy(sql`${serviceAccounts.projectId} <> ${projectId}`)
    .limit(1);
  const obstacle = !grant
    ? refused("namespace-not-granted", { project: slug, namespace: namespace.name })
    : there
      ? refused("service-account-there", { name: there.name, namespace: namespace.name })
      : null;
  return { decidingProjectId: null, clusterId: namespace.clusterId, isKnown: true, obstacle };
}
