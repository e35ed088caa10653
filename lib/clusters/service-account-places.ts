import { and, asc, eq } from "drizzle-orm";
import { z } from "zod";
import { cloudAccounts } from "#db/schema/cloud.ts";
import { clusters, namespaceGrants, namespaces, serviceAccounts } from "#db/schema/clusters.ts";
import { projects } from "#db/schema/people.ts";
import { stillHolds } from "#lib/access/grants.ts";
import { codeOf, notFound, SlipwayError } from "#lib/platform/errors.ts";
import { defineQuery } from "#lib/platform/query.ts";
import { openCluster } from "./open-cluster.ts";
import { roleAnnotation } from "./types/eks.ts";

const findCluster = async (db: Parameters<typeof openCluster>[0], clusterId: string) => {
  const [cluster] = await db
    .select({ id: clusters.id, accountKind: cloudAccounts.kind })
    .from(clusters)
    .innerJoin(cloudAccounts, eq(cloudAccounts.id, clusters.cloudAccountId))
    .where(eq(clusters.id, clusterId));
  if (!cluster) throw notFound("no-cluster");
  return { projectId: null, ...cluster };
};

/** Where a service account can be registered in a cluster: each project in each namespace that is granted to it, and which it has there. */
export const listServiceAccountPlaces = defineQuery({
  name: "service-account.places",
  input: z.strictObject({ clusterId: z.uuid() }),
  permission: "cluster:read",
  target: ({ db }, { clusterId }) => findCluster(db, clusterId),
  run: async ({ db, target }) => ({
    accountKind: target.accountKind,
    places: await db
      .select({
        namespaceId: namespaces.id,
        namespace: namespaces.name,
        projectId: projects.id,
        project: projects.slug,
        serviceAccount: serviceAccounts.name,
      })
      .from(namespaces)
      .innerJoin(
        namespaceGrants,
        and(eq(namespaceGrants.namespaceId, namespaces.id), stillHolds(namespaceGrants.expiresAt)),
      )
      .innerJoin(projects, eq(projects.id, namespaceGrants.projectId))
      .leftJoin(
        serviceAccounts,
        and(eq(serviceAccounts.namespaceId, namespaces.id), eq(serviceAccounts.projectId, projects.id)),
      )
      .where(eq(namespaces.clusterId, target.id))
      .orderBy(asc(namespaces.name), asc(projects.slug)),
  }),
});
export type ServiceAccountPlaces = Extract<
  Awaited<ReturnType<(typeof listServiceAccountPlaces)["execute"]>>,
  { ok: true }
>["data"];

/**
 * The service accounts that a namespace has in its cluster, to pick from, each with the role that its annotation names; none, and why, where
 * Slipway's account may not list them.
 */
export const findServiceAccountNames = defineQuery({
  name: "service-account.names",
  input: z.strictObject({ clusterId: z.uuid(), namespace: z.string().max(63) }),
  permission: "cluster:read",
  target: ({ db }, { clusterId }) => findCluster(db, clusterId),
  run: async ({ db, input: { namespace }, target }) => {
    try {
      const { session } = await openCluster(db, target.id);
      const { items } = await session.list("ServiceAccount", { namespace, limit: 500, timeoutMs: 5000 });
      const accounts = items.map(({ metadata }) => ({
        name: metadata?.name ?? "",
        roleArn: metadata?.annotations?.[roleAnnotation] ?? null,
      }));
      return { accounts: accounts.filter(({ name }) => name !== "default"), problem: null };
    } catch (error) {
      if (!(error instanceof SlipwayError) || codeOf(error) === "internal") throw error;
      return { accounts: [], problem: error.publicMessage };
    }
  },
});
export type ServiceAccountNames = Extract<
  Awaited<ReturnType<(typeof findServiceAccountNames)["execute"]>>,
  { ok: true }
>["data"];
