import { eq } from "drizzle-orm";
import type { Database } from "#db/client.ts";
import { cloudResources } from "#db/schema/cloud.ts";
import { clusters } from "#db/schema/clusters.ts";
import { getObject, putObject } from "#lib/aws/s3.ts";
import { openAccount } from "#lib/cloud/open-account.ts";

export type LogStore = {
  bucket: string;
  /** Replaces the object of this key as a whole, or not at all. */
  put(key: string, body: ReadableStream<Uint8Array>, signal: AbortSignal): Promise<void>;
  get(key: string, signal: AbortSignal): Promise<ReadableStream<Uint8Array> | undefined>;
};

/** The bucket that keeps the logs of a cluster's runs: one of its own account's, so that logs stay where the data is. */
export async function openLogStore(db: Database, clusterId: string): Promise<LogStore | undefined> {
  const [bucket] = await db
    .select({ name: cloudResources.name, region: cloudResources.region, accountId: cloudResources.cloudAccountId })
    .from(clusters)
    .innerJoin(cloudResources, eq(cloudResources.id, clusters.logBucketId))
    .where(eq(clusters.id, clusterId));
  if (!bucket) return undefined;
  const access = (await openAccount(db, bucket.accountId)).s3(bucket.region);
  return {
    bucket: bucket.name,
    put: async (key, body, signal) => {
      const contentType = "text/plain; charset=utf-8";
      await putObject(access, { bucket: bucket.name, key, body, contentType, signal });
    },
    get: async (key, signal) => (await getObject(access, { bucket: bucket.name, key }, { signal }))?.stream,
  };
}
