import type { AwsAccess } from "./access.ts";
import { partitionOf } from "./portal-policy.ts";

/**
 * What encrypts a bucket's new objects or a secret: a key of the customer's own, which who reads and writes must be allowed to use; `none` where it
 * is AWS's own, which asks nothing of the account's callers; `unknown` where AWS does not tell.
 */
export type EncryptionKey = { arn: string } | "none" | "unknown";

/**
 * A key as a service names it: by ARN, by id, or by an alias, which stands for a key that only KMS could tell.
 * https://docs.aws.amazon.com/kms/latest/developerguide/concepts.html#key-id
 */
export function encryptionKey(id: string | undefined, { accountId, region }: AwsAccess): EncryptionKey {
  if (!id || /(^|:)alias\/aws\//.test(id)) return "none";
  if (/^arn:[^:]+:kms:[^:]+:\d{12}:key\/[\w-]+$/.test(id)) return { arn: id };
  if (/^[\w-]+$/.test(id)) return { arn: `arn:${partitionOf(region)}:kms:${region}:${accountId}:key/${id}` };
  return "unknown";
}

/**
 * What KMS calls the service that asks it in a caller's name, in a region.
 * https://docs.aws.amazon.com/kms/latest/developerguide/conditions-kms.html#conditions-kms-via-service
 */
export const viaService = (kind: "bucket" | "secret", region: string): string =>
  `${kind === "bucket" ? "s3" : "secretsmanager"}.${region}.amazonaws.com`;
