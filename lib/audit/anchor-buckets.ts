import { setTimeout as sleep } from "node:timers/promises";
import { asc, eq, isNull } from "drizzle-orm";
import type { Database } from "#db/client.ts";
import { auditEvents } from "#db/schema/audit.ts";
import { cloudResources } from "#db/schema/cloud.ts";
import { clusters } from "#db/schema/clusters.ts";
import { SlipwayError } from "#lib/platform/errors.ts";
import { says } from "#lib/platform/say.ts";

export type AnchorBucket = {
  /** The row of the bucket. */
  id: string;
  bucket: string;
  region: string;
  accountId: string;
  clusters: string[];
};

/** The log buckets of all clusters in use, each once. */
export async function anchorBuckets(db: Database): Promise<AnchorBucket[]> {
  const rows = await db
    .select({
      id: cloudResources.id,
      bucket: cloudResources.name,
      region: cloudResources.region,
      accountId: cloudResources.cloudAccountId,
      cluster: clusters.name,
    })
    .from(clusters)
    .innerJoin(cloudResources, eq(cloudResources.id, clusters.logBucketId))
    .where(isNull(clusters.retiredAt))
    .orderBy(asc(cloudResources.name), asc(clusters.name));
  const buckets = new Map<string, AnchorBucket>();
  for (const { cluster, ...row } of rows) {
    const known = buckets.get(row.id);
    if (known) known.clusters.push(cluster);
    else buckets.set(row.id, { ...row, clusters: [cluster] });
  }
  return [...buckets.values()];
}

/** What the anchors of this trail are kept under; undefined while it has no row. */
export async function auditIdentity(db: Database): Promise<string | undefined> {
  const [first] = await db
    .select({ hash: auditEvents.hash })
    .from(auditEvents)
    .orderBy(asc(auditEvents.sequence))
    .limit(1);
  return first?.hash;
}

/** Ends what a bucket does not answer in time, so that no other waits for it. */
export async function inTime<T>(ms: number, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const ending = new AbortController();
  const late = sleep(ms, undefined, { signal: ending.signal }).then(() => {
    throw new SlipwayError("timeout", { says: says("bucket-slow", { seconds: ms / 1000 }) });
  });
  try {
    return await Promise.race([work(ending.signal), late]);
  } finally {
    late.catch(() => {});
    ending.abort();
  }
}
