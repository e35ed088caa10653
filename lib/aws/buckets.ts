import {
  GetBucketEncryptionCommand,
  GetBucketLocationCommand,
  paginateListBuckets,
  S3ServiceException,
} from "@aws-sdk/client-s3";
import { says } from "#lib/platform/say.ts";
import type { AwsAccess } from "./access.ts";
import { asking } from "./aws-error.ts";
import { s3Client } from "./clients.ts";
import { type EncryptionKey, encryptionKey } from "./encryption-key.ts";

export type ListedBucket = {
  name: string;
  /** undefined where it is not told and may not be asked. */
  region: string | undefined;
};

/**
 * The account's buckets in all regions by name, each with its own region; at most `limit`. S3s that are not AWS's may leave the region out of
 * the list: then each bucket is asked. https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListBuckets.html
 */
export const listBuckets = (
  access: AwsAccess,
  limit: number,
): Promise<{ buckets: ListedBucket[]; isTruncated: boolean }> =>
  asking(access, { what: says("do.list-buckets") }, async () => {
    const found: ListedBucket[] = [];
    // Asked for a page, S3 tells the regions too; asked for everything it does not.
    for await (const page of paginateListBuckets({ client: s3Client(access), pageSize: 1000 }, {})) {
      for (const { Name: name = "", BucketRegion: region } of page.Buckets ?? []) found.push({ name, region });
      if (found.length > limit) break;
    }
    const buckets = found.slice(0, limit).sort((a, b) => a.name.localeCompare(b.name));
    const unknown = buckets.filter(({ region }) => !region);
    for (let at = 0; at < unknown.length; at += 10)
      await Promise.all(
        unknown.slice(at, at + 10).map(async (bucket) => {
          bucket.region = await locationOf(access, bucket.name).catch(() => undefined);
        }),
      );
    return { buckets, isTruncated: found.length > limit };
  });

/** An empty answer means us-east-1, `EU` the first of Europe. https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketLocation.html */
const locationOf = (access: AwsAccess, bucket: string): Promise<string> =>
  asking(access, { what: says("do.bucket-region", { bucket }), bucket }, async () => {
    const { LocationConstraint } = await s3Client(access).send(new GetBucketLocationCommand({ Bucket: bucket }));
    return LocationConstraint === "EU" ? "eu-west-1" : LocationConstraint || "us-east-1";
  });

/**
 * The key that encrypts what is written to a bucket. An object keeps the key of its own time, which `headObject` tells.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketEncryption.html
 */
export const bucketKey = (access: AwsAccess, bucket: string): Promise<EncryptionKey> =>
  asking(access, { what: says("do.bucket-key", { bucket }), bucket }, async () => {
    try {
      const { ServerSideEncryptionConfiguration } = await s3Client(access).send(
        new GetBucketEncryptionCommand({ Bucket: bucket }),
      );
      const [rule] = ServerSideEncryptionConfiguration?.Rules ?? [];
      const { SSEAlgorithm = "AES256", KMSMasterKeyID } = rule?.ApplyServerSideEncryptionByDefault ?? {};
      return SSEAlgorithm.startsWith("aws:kms") ? encryptionKey(KMSMasterKeyID, access) : "none";
    } catch (error) {
      if (error instanceof S3ServiceException && error.name === "ServerSideEncryptionConfigurationNotFoundError")
        return "none";
      throw error;
    }
  });
