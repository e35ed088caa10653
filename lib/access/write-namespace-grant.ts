import { and, eq, sql } from "drizzle-orm";
import type { Transaction } from "#db/client.ts";
import { namespaceGrants } from "#db/schema/clusters.ts";
import { lastsLonger } from "./held-time.ts";

type NamespaceGrant = { namespaceId: string; projectId: string; expiresAt: Date | null; grantedBy: string };

/**
 * Lets a project run in a namespace; gives the grant as it was and as it is. `keepsLonger` leaves a grant alone that holds for longer:
 * what is added takes nothing away.
 */
export async function writeNamespaceGrant(
  tx: Transaction,
  { namespaceId, projectId, expiresAt, grantedBy }: NamespaceGrant,
  { keepsLonger }: { keepsLonger: boolean },
) {
  const held = () =>
    tx
      .select({ projectId: namespaceGrants.projectId, expiresAt: namespaceGrants.expiresAt })
      .from(namespaceGrants)
      .where(and(eq(namespaceGrants.namespaceId, namespaceId), eq(namespaceGrants.projectId, projectId)))
      .for("update");
  const before = await held();
  await tx
    .insert(namespaceGrants)
    .values({ namespaceId, projectId, expiresAt, grantedBy })
    .onConflictDoUpdate({
      target: [namespaceGrants.namespaceId, namespaceGrants.projectId],
      set: { expiresAt, grantedBy, createdAt: sql`now()` },
      ...(keepsLonger ? { setWhere: lastsLonger(namespaceGrants.expiresAt) } : {}),
    });
  return { before, after: await held() };
}
