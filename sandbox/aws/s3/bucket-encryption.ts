import { AwsError } from "../aws-error.ts";
import { keyArn } from "../kms-key.ts";
import { childText } from "../xml.ts";
import type { BucketSettings } from "./bucket.ts";
import { malformedXml, readXmlBody } from "./delete-objects.ts";
import { allow, findBucket, type S3Call, sendEmpty, sendXml } from "./s3-call.ts";

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketEncryption.html: without a configuration S3 encrypts with keys of its own. */
export function getBucketEncryption(call: S3Call) {
  const bucket = findBucket(call);
  allow(call, { action: "s3:GetEncryptionConfiguration", bucket });
  const { algorithm = "AES256", keyId, hasBucketKey = false } = bucket.settings.encryption ?? {};
  sendXml(call, "ServerSideEncryptionConfiguration", {
    Rule: {
      ApplyServerSideEncryptionByDefault: { SSEAlgorithm: algorithm, KMSMasterKeyID: keyId },
      BucketKeyEnabled: hasBucketKey,
    },
  });
}

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketEncryption.html; of keys' aliases only that of AWS's own key. */
export async function putBucketEncryption(call: S3Call) {
  const bucket = findBucket(call);
  allow(call, { action: "s3:PutEncryptionConfiguration", bucket });
  const rule = (await readXmlBody(call, "ServerSideEncryptionConfiguration")).children.find(
    ({ name }) => name === "Rule",
  );
  const byDefault = rule?.children.find(({ name }) => name === "ApplyServerSideEncryptionByDefault");
  const algorithm = byDefault && childText(byDefault, "SSEAlgorithm");
  const keyId = byDefault && childText(byDefault, "KMSMasterKeyID");
  if (!rule || !isAlgorithm(algorithm) || (keyId && algorithm === "AES256")) throw malformedXml();
  const isManaged = keyId === undefined || /(^|:)alias\/aws\/s3$/.test(keyId);
  if (!isManaged && !keyArn(keyId, bucket.settings)) {
    call.cloud.log("S3 encryption with the alias of a key is not implemented");
    throw new AwsError(501, "NotImplemented", "A header you provided implies functionality that is not implemented");
  }
  bucket.settings.encryption = {
    algorithm,
    ...(!isManaged && { keyId }),
    hasBucketKey: childText(rule, "BucketKeyEnabled") === "true",
  };
  call.store.saveSettings(bucket);
  sendEmpty(call);
}

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteBucketEncryption.html: objects keep the key that they were written with. */
export function deleteBucketEncryption(call: S3Call) {
  const bucket = findBucket(call);
  allow(call, { action: "s3:PutEncryptionConfiguration", bucket });
  delete bucket.settings.encryption;
  call.store.saveSettings(bucket);
  sendEmpty(call, 204);
}

type Algorithm = NonNullable<BucketSettings["encryption"]>["algorithm"];
const isAlgorithm = (text: string | undefined): text is Algorithm => text === "AES256" || text === "aws:kms";
