import { and, eq } from "drizzle-orm";
import type { Transaction } from "#db/client.ts";
import { namespaces, serviceAccounts } from "#db/schema/clusters.ts";
import { conflict, refused } from "#lib/platform/errors.ts";
import { roleByOf } from "./request-schema.ts";

type ServiceAccount = Pick<
  typeof serviceAccounts.$inferInsert,
  "clusterId" | "namespaceId" | "projectId" | "name" | "roleArn" | "roleBy" | "accessKeySecret" | "vaultRole"
>;

/**
 * Registers the one service account of a project in a namespace. `conflict` where it has one; `refused` where the name is another
 * project's there, since two projects would act as one.
 */
export async function writeServiceAccount(tx: Transaction, account: ServiceAccount): Promise<{ id: string }> {
  // Writers of one namespace take turns, so that a name is not given twice.
  await tx
    .select({ id: namespaces.id })
    .from(namespaces)
    .where(eq(namespaces.id, account.namespaceId))
    .for("no key update");
  const [taken] = await tx
    .select({ projectId: serviceAccounts.projectId })
    .from(serviceAccounts)
    .where(and(eq(serviceAccounts.namespaceId, account.namespaceId), eq(serviceAccounts.name, account.name)));
  if (taken && taken.projectId !== account.projectId) throw refused("name-of-other-project", { name: account.name });
  const [row] = await tx
    .insert(serviceAccounts)
    .values({ ...account, roleBy: roleByOf(account) })
    .onConflictDoNothing()
    .returning({ id: serviceAccounts.id });
  if (!row) throw conflict("service-account-exists");
  return row;
}
