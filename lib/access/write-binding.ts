import { and, eq, sql } from "drizzle-orm";
import type { Transaction } from "#db/client.ts";
import { serviceAccountBindings } from "#db/schema/cloud.ts";
import { logBucketRefusal } from "#lib/cloud/log-bucket.ts";
import { lastsLonger } from "./held-time.ts";

type Binding = {
  serviceAccountId: string;
  cloudResourceId: string;
  access: "read" | "write" | "pull";
  prefix: string;
  expiresAt: Date | null;
  grantedBy: string;
};

/** What a resource of each kind can be bound for. */
export const accessOf: Record<"bucket" | "image-repository" | "secret", readonly Binding["access"][]> = {
  bucket: ["read", "write"],
  "image-repository": ["pull"],
  secret: ["read"],
};

/**
 * Binds a service account to a resource; gives the binding as it was and as it is. `keepsLonger` leaves one alone that holds for longer.
 * `refused` for a bucket that keeps logs.
 */
export async function writeBinding(
  tx: Transaction,
  { serviceAccountId, cloudResourceId, access, prefix, expiresAt, grantedBy }: Binding,
  { keepsLonger }: { keepsLonger: boolean },
) {
  const refusal = await logBucketRefusal(tx, cloudResourceId);
  if (refusal) throw refusal;
  const table = serviceAccountBindings;
  const held = () =>
    tx
      .select({ bindingId: table.id, access: table.access, prefix: table.prefix, expiresAt: table.expiresAt })
      .from(table)
      .where(
        and(
          eq(table.serviceAccountId, serviceAccountId),
          eq(table.cloudResourceId, cloudResourceId),
          eq(table.access, access),
          eq(table.prefix, prefix),
        ),
      )
      .for("update");
  const before = await held();
  await tx
    .insert(table)
    .values({ serviceAccountId, cloudResourceId, access, prefix, expiresAt, grantedBy })
    .onConflictDoUpdate({
      target: [table.serviceAccountId, table.cloudResourceId, table.access, table.prefix],
      set: { expiresAt, grantedBy, createdAt: sql`now()` },
      ...(keepsLonger ? { setWhere: lastsLonger(table.expiresAt) } : {}),
    });
  return { before, after: await held() };
}
