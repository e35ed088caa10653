import { and, eq, sql } from "drizzle-orm";
import type { Transaction } from "#db/client.ts";
import { accessRequests } from "#db/schema/requests.ts";

/** What has got another owner: ids as a request's snapshot names them. */
type Owned = { namespaceId: string } | { cloudResourceId: string };

/**
 * Lays what waits for the owners of something before those who own it from now on; null: the admins. Called in the transaction that
 * changes the owner, after its row: whoever asks or approves holds that row before the request, so that none is missed. Gives the requests
 * that were moved. Those that are decided stay with who decided them.
 */
export async function moveWaitingRequests(tx: Transaction, owned: Owned, ownerProjectId: string | null) {
  const kind = "namespaceId" in owned ? "namespace" : "binding";
  const moved = await tx
    .update(accessRequests)
    .set({ decidingProjectId: ownerProjectId, updatedAt: sql`now()` })
    .where(
      and(
        eq(accessRequests.state, "pending"),
        eq(accessRequests.kind, kind),
        sql`${accessRequests.snapshot} @> ${JSON.stringify(owned)}::jsonb`,
        sql`${accessRequests.decidingProjectId} is distinct from ${ownerProjectId}`,
      ),
    )
    .returning({ id: accessRequests.id });
  return moved.map(({ id }) => id);
}
