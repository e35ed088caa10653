import { denialMessage } from "../authorize.ts";
import { AwsError } from "../aws-error.ts";
import { decideOnKey, type KeyAsked, keyArn, managedKeyArn } from "../kms-key.ts";
import type { Bucket, ObjectVersion } from "./bucket.ts";
import type { S3Call } from "./s3-call.ts";

/** The key that a write encrypts with: what the request says of it, else the bucket's default; undefined for S3's own. */
export function keyOfWrite({ request }: S3Call, { settings }: Bucket): string | undefined {
  if (request.header("x-amz-server-side-encryption") === "AES256") return undefined;
  const { algorithm = "AES256", keyId } = settings.encryption ?? {};
  if (algorithm === "AES256") return undefined;
  return keyId === undefined ? managedKeyArn("s3", settings) : keyArn(keyId, settings);
}

type Use = Pick<KeyAsked, "action"> & { bucket: Bucket; key: string; kmsKey?: string | undefined };

/**
 * Throws AccessDenied, as S3 hands it on from KMS, unless the caller may use the key that an object is encrypted with.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingKMSEncryption.html#require-sse-kms
 */
export function allowKey({ caller, ...call }: S3Call, { action, bucket, key, kmsKey }: Use) {
  if (kmsKey === undefined) return;
  if (!caller) throw new AwsError(403, "AccessDenied", "Access Denied");
  const { name, region, account, encryption } = bucket.settings;
  const arn = `arn:aws:s3:::${name}`;
  const decision = decideOnKey(
    { ...call, caller },
    {
      action,
      key: kmsKey,
      service: "s3",
      region,
      encryptionContext: { "aws:s3:arn": encryption?.hasBucketKey ? arn : `${arn}/${key}` },
    },
  );
  if (decision.outcome === "allowed") return;
  const words = denialMessage(caller.principal.arn, action, kmsKey, decision);
  throw new AwsError(403, "AccessDenied", caller.account.id === account ? words : "Access Denied");
}

/** Says with which key an object is encrypted. */
export function writeEncryption({ response }: S3Call, { kmsKey }: Pick<ObjectVersion, "kmsKey">) {
  response.setHeader("x-amz-server-side-encryption", kmsKey ? "aws:kms" : "AES256");
  if (kmsKey) response.setHeader("x-amz-server-side-encryption-aws-kms-key-id", kmsKey);
}
