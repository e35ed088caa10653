import { AwsError } from "../aws-error.ts";
import { readTextBody } from "./delete-objects.ts";
import { allow, checkBucketPolicy, findBucket, type S3Call, sendEmpty } from "./s3-call.ts";

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketPolicy.html */
export function getBucketPolicy(call: S3Call) {
  const bucket = findBucket(call);
  allow(call, { action: "s3:GetBucketPolicy", bucket });
  if (!bucket.settings.policy)
    throw new AwsError(404, "NoSuchBucketPolicy", "The bucket policy does not exist", { BucketName: call.bucketName });
  call.response.setHeader("Content-Type", "application/json");
  call.response.end(bucket.settings.policy);
}

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketPolicy.html */
export async function putBucketPolicy(call: S3Call) {
  const bucket = findBucket(call);
  allow(call, { action: "s3:PutBucketPolicy", bucket });
  bucket.settings.policy = checkBucketPolicy(await readTextBody(call), bucket);
  call.store.saveSettings(bucket);
  sendEmpty(call, 204);
}

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteBucketPolicy.html */
export function deleteBucketPolicy(call: S3Call) {
  const bucket = findBucket(call);
  allow(call, { action: "s3:DeleteBucketPolicy", bucket });
  delete bucket.settings.policy;
  call.store.saveSettings(bucket);
  sendEmpty(call, 204);
}
