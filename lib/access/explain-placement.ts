import { and, asc, eq, exists, isNull, or, sql } from "drizzle-orm";
import type { Database, Transaction } from "#db/client.ts";
import { cloudAccounts } from "#db/schema/cloud.ts";
import { clusters, namespaceGrants, namespaces, serviceAccounts } from "#db/schema/clusters.ts";
import type { Missing } from "#lib/platform/errors.ts";
import { loadResourceOptions } from "./load-resource-options.ts";
import type { RoleBy } from "./request-schema.ts";

/** Why an option may not be used: `code` has its sentence in the messages under `placement`. */
export type Obstacle = { code: string; params: Record<string, string>; missing?: Missing };
export type Option<Details> = { id: string; name: string; obstacle: Obstacle | null } & Details;

export type ClusterOption = Option<{ type: string; region: string; residency: string; inTrouble: boolean }>;
export type NamespaceOption = Option<{ expiresAt: Date | null }>;
export type ResourceOption = Option<{
  region: string;
  residency: string;
  access: string[];
  prefixes: string[];
  arn: string | null;
  cloudAccountId: string;
}>;
export type ServiceAccountOption = {
  id: string;
  name: string;
  roleArn: string | null;
  /** How its pods come to the role; null without one. */
  roleBy: RoleBy | null;
  accessKeySecret: string | null;
  vaultRole: string | null;
};

export type Placement = {
  clusters: ClusterOption[];
  namespaces: NamespaceOption[];
  serviceAccount: ServiceAccountOption | null;
  serviceAccountObstacle: Obstacle | null;
  cloudAccount: { id: string; name: string; kind: "aws" | "datacenter" } | null;
  buckets: ResourceOption[];
  repositories: ResourceOption[];
  secrets: ResourceOption[];
};

type Question = { projectId: string; projectName: string; clusterId?: string; namespaceId?: string };

/**
 * Answers every question of the cascade for a project: what it could choose, and for each whether it may be used and if not why.
 * The form, the launch command and the worker's check at dispatch ask this one function. Two queries at most; ends of grants
 * are held against the database's clock. Resources that belong to another project are left out: their names are not this project's to know.
 */
export async function explainPlacement(db: Database | Transaction, question: Question): Promise<Placement> {
  const places = await loadPlaces(db, question);
  const clusterRows = new Map(places.map((place) => [place.cluster.id, place.cluster]));
  const chosenCluster = question.clusterId ? clusterRows.get(question.clusterId) : undefined;
  const chosen =
    chosenCluster && places.find((p) => p.cluster.id === chosenCluster.id && p.namespaceId === question.namespaceId);
  const account = chosenCluster
    ? { id: chosenCluster.accountId, name: chosenCluster.accountName, kind: chosenCluster.accountKind }
    : null;
  const serviceAccount = chosen ? chosen.serviceAccount : null;
  const resources = chosenCluster
    ? await loadResourceOptions(db, question.projectId, chosenCluster, serviceAccount?.id ?? null)
    : [];
  const ofKind = (kind: string) =>
    resources.filter((resource) => resource.kind === kind).map(({ kind: _, ...option }) => option);

  return {
    clusters: [...clusterRows.values()].map((cluster) => clusterOption(cluster, places, question.projectName)),
    namespaces: places
      .filter((place) => place.cluster.id === question.clusterId && place.namespaceId)
      .map((place) => namespaceOption(place, question.projectName)),
    serviceAccount,
    serviceAccountObstacle:
      chosen && !serviceAccount
        ? {
            code: "no-service-account",
            params: { project: question.projectName, namespace: chosen.namespaceName ?? "" },
            missing: { kind: "service-account", namespaceId: chosen.namespaceId ?? "" },
          }
        : null,
    cloudAccount: account,
    buckets: ofKind("bucket"),
    repositories: ofKind("image-repository"),
    secrets: ofKind("secret"),
  };
}

type Place = Awaited<ReturnType<typeof loadPlaces>>[number];

/** Every cluster; all namespaces of the one that was chosen, and of the others those that the project was ever granted. */
function loadPlaces(db: Database | Transaction, { projectId, clusterId }: Question) {
  const granted = db
    .select({ id: namespaceGrants.id })
    .from(namespaceGrants)
    .where(and(eq(namespaceGrants.namespaceId, namespaces.id), eq(namespaceGrants.projectId, projectId)));
  return db
    .select({
      cluster: {
        id: clusters.id,
        name: clusters.name,
        type: clusters.type,
        region: clusters.region,
        residency: clusters.residency,
        inTrouble: sql<boolean>`${clusters.problem} is not null`,
        accountId: cloudAccounts.id,
        accountName: cloudAccounts.name,
        accountKind: cloudAccounts.kind,
      },
      namespaceId: namespaces.id,
      namespaceName: namespaces.name,
      grantId: namespaceGrants.id,
      expiresAt: namespaceGrants.expiresAt,
      holds: sql<boolean>`${namespaceGrants.id} is not null and (${namespaceGrants.expiresAt} is null or ${namespaceGrants.expiresAt} > now())`,
      serviceAccount: {
        id: serviceAccounts.id,
        name: serviceAccounts.name,
        roleArn: serviceAccounts.roleArn,
        roleBy: serviceAccounts.roleBy,
        accessKeySecret: serviceAccounts.accessKeySecret,
        vaultRole: serviceAccounts.vaultRole,
      },
    })
    .from(clusters)
    .innerJoin(cloudAccounts, eq(cloudAccounts.id, clusters.cloudAccountId))
    .leftJoin(
      namespaces,
      and(
        eq(namespaces.clusterId, clusters.id),
        or(clusterId ? eq(clusters.id, clusterId) : undefined, exists(granted)),
      ),
    )
    .leftJoin(
      namespaceGrants,
      and(eq(namespaceGrants.namespaceId, namespaces.id), eq(namespaceGrants.projectId, projectId)),
    )
    .leftJoin(
      serviceAccounts,
      and(eq(serviceAccounts.namespaceId, namespaces.id), eq(serviceAccounts.projectId, projectId)),
    )
    .where(isNull(clusters.retiredAt))
    .orderBy(asc(clusters.name), asc(namespaces.name));
}

function clusterOption(cluster: Place["cluster"], places: Place[], project: string): ClusterOption {
  const open = places.some((place) => place.cluster.id === cluster.id && place.holds);
  const obstacle = open ? null : { code: "no-namespace", params: { project, cluster: cluster.name } };
  const { id, name, type, region, residency, inTrouble } = cluster;
  return { id, name, type, region, residency, inTrouble, obstacle };
}

function namespaceOption(place: Place, project: string): NamespaceOption {
  const id = place.namespaceId ?? "";
  const name = place.namespaceName ?? "";
  const missing: Missing = { kind: "namespace", namespaceId: id };
  const ended: Obstacle | undefined =
    place.grantId && place.expiresAt
      ? { code: "grant-ended", params: { project, namespace: name, at: place.expiresAt.toISOString() }, missing }
      : undefined;
  const obstacle = place.holds
    ? null
    : (ended ?? { code: "not-granted", params: { project, namespace: name }, missing });
  return { id, name, expiresAt: place.expiresAt, obstacle };
}
