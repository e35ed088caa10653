import { desc, sql } from "drizzle-orm";
import type { Transaction } from "#db/client.ts";
import { auditEvents } from "#db/schema/audit.ts";
import type { Actor, RequestContext } from "#lib/platform/context.ts";
import { canonicalJson, sha256Hex } from "#lib/platform/crypto.ts";

export type Entry = {
  action: string;
  outcome: "done" | "refused";
  code?: string;
  projectId: string | null;
  detail: Record<string, unknown>;
};

const chainLock = 7_310_002;
export const chainStart = "0".repeat(64);

const nameOf = (actor: Actor) => ("login" in actor ? actor.login : actor.kind === "system" ? actor.name : "anonymous");

/** The hash of an audit row: over the one before and every column that says something. */
export function auditHash(row: Omit<typeof auditEvents.$inferInsert, "hash">): string {
  return sha256Hex(canonicalJson({ ...row, at: new Date(row.at).toISOString(), code: row.code ?? null }));
}

/**
 * Appends a row to the audit trail in the caller's transaction. Writers take turns (one advisory lock held to the commit),
 * so that every row knows the one before it.
 */
export async function recordAudit(
  tx: Transaction,
  ctx: Pick<RequestContext, "actor" | "requestId" | "address">,
  entry: Entry,
) {
  await tx.execute(sql`select pg_advisory_xact_lock(${chainLock})`);
  const [last] = await tx
    .select({ sequence: auditEvents.sequence, hash: auditEvents.hash })
    .from(auditEvents)
    .orderBy(desc(auditEvents.sequence))
    .limit(1);
  const row = {
    sequence: (last?.sequence ?? 0) + 1,
    at: new Date(),
    actorKind: ctx.actor.kind,
    actorId: "userId" in ctx.actor ? ctx.actor.userId : null,
    actorName: nameOf(ctx.actor),
    action: entry.action,
    outcome: entry.outcome,
    code: entry.code ?? null,
    projectId: entry.projectId,
    detail: JSON.parse(JSON.stringify(entry.detail)) as Record<string, unknown>,
    requestId: ctx.requestId,
    address: ctx.address,
    previousHash: last?.hash ?? chainStart,
  };
  await tx.insert(auditEvents).values({ ...row, hash: auditHash(row) });
}
