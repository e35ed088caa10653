import { ListObjectsV2Command, PutObjectCommand, S3ServiceException } from "@aws-sdk/client-s3";
import { says } from "#lib/platform/say.ts";
import type { AwsAccess } from "./access.ts";
import { asking } from "./aws-error.ts";
import { s3Client } from "./clients.ts";

/**
 * Writes a small object where there is none; false where there is one, which stays as it is.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes.html
 */
export const putOnce = (
  access: AwsAccess,
  { bucket, key, body, contentType }: { bucket: string; key: string; body: string; contentType: string },
  signal: AbortSignal,
): Promise<boolean> =>
  asking(access, { what: says("do.write-object", { key, bucket }), bucket, key }, async () => {
    const put = {
      Bucket: bucket,
      Key: key,
      Body: body,
      ContentType: contentType,
      ChecksumAlgorithm: "SHA256" as const,
    };
    try {
      await s3Client(access).send(new PutObjectCommand({ ...put, IfNoneMatch: "*" }), { abortSignal: signal });
      return true;
    } catch (error) {
      if (error instanceof S3ServiceException && error.name === "PreconditionFailed") return false;
      throw error;
    }
  });

/** The names of the folders right below a prefix that ends in a slash, at most 1000 of them. */
export const listFolders = (
  access: AwsAccess,
  { bucket, prefix }: { bucket: string; prefix: string },
): Promise<string[]> =>
  asking(access, { what: says("do.list-bucket", { bucket }), bucket }, async () => {
    const { CommonPrefixes = [] } = await s3Client(access).send(
      new ListObjectsV2Command({ Bucket: bucket, Prefix: prefix, Delimiter: "/" }),
    );
    return CommonPrefixes.map(({ Prefix = "" }) => Prefix.slice(prefix.length, -1));
  });
