import { eq, inArray } from "drizzle-orm";
import type { Database } from "#db/client.ts";
import { clusters, namespaces, serviceAccounts } from "#db/schema/clusters.ts";
import { projects } from "#db/schema/people.ts";
import { notFound } from "#lib/platform/errors.ts";

/** Service accounts with the names of where they are. */
export const selectServiceAccounts = (db: Database) =>
  db
    .select({
      id: serviceAccounts.id,
      name: serviceAccounts.name,
      clusterId: serviceAccounts.clusterId,
      cluster: clusters.name,
      namespaceId: serviceAccounts.namespaceId,
      namespace: namespaces.name,
      projectId: serviceAccounts.projectId,
      projectSlug: projects.slug,
      roleArn: serviceAccounts.roleArn,
      roleBy: serviceAccounts.roleBy,
      accessKeySecret: serviceAccounts.accessKeySecret,
      vaultRole: serviceAccounts.vaultRole,
      version: serviceAccounts.version,
    })
    .from(serviceAccounts)
    .innerJoin(clusters, eq(clusters.id, serviceAccounts.clusterId))
    .innerJoin(namespaces, eq(namespaces.id, serviceAccounts.namespaceId))
    .innerJoin(projects, eq(projects.id, serviceAccounts.projectId));

export type PlacedServiceAccount = Awaited<ReturnType<typeof selectServiceAccounts>>[number];

/** Throws `not-found`. */
export async function findServiceAccount(db: Database, id: string): Promise<PlacedServiceAccount> {
  const [account] = await selectServiceAccounts(db).where(eq(serviceAccounts.id, id));
  if (!account) throw notFound("no-service-account");
  return account;
}

export const findServiceAccounts = (db: Database, ids: string[]): Promise<PlacedServiceAccount[]> =>
  selectServiceAccounts(db).where(inArray(serviceAccounts.id, ids));
