import { eq, sql } from "drizzle-orm";
import type { Transaction } from "#db/client.ts";
import { cloudResources } from "#db/schema/cloud.ts";
import { clusters } from "#db/schema/clusters.ts";
import { refused, type SlipwayError } from "#lib/platform/errors.ts";

/**
 * Whether a bucket keeps the logs of a cluster, or of one that is retired: what every project's runs print, and the anchors of the audit trail.
 * No project is offered it.
 */
export const keepsLogs = sql<boolean>`exists (select from ${clusters} where ${clusters.logBucketId} = ${cloudResources.id})`;

/** Why no service account may be bound to a bucket that keeps logs; null for any other, which becomes none before the transaction ends. */
export async function logBucketRefusal(tx: Transaction, resourceId: string): Promise<SlipwayError | null> {
  const [resource] = await tx
    .select({ name: cloudResources.name })
    .from(cloudResources)
    .where(eq(cloudResources.id, resourceId))
    .for("share");
  const [cluster] = await tx
    .select({ name: clusters.name })
    .from(clusters)
    .where(eq(clusters.logBucketId, resourceId))
    .limit(1);
  return cluster ? refused("keeps-logs", { name: resource?.name ?? "", cluster: cluster.name }) : null;
}
