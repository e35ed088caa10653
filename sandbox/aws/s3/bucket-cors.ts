import { AwsError } from "../aws-error.ts";
import { parseXml } from "../xml.ts";
import { malformedXml, readTextBody } from "./delete-objects.ts";
import { allow, findBucket, type S3Call, sendEmpty } from "./s3-call.ts";

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketCors.html */
export function getBucketCors(call: S3Call) {
  const bucket = findBucket(call);
  allow(call, { action: "s3:GetBucketCORS", bucket });
  if (!bucket.settings.cors)
    throw new AwsError(404, "NoSuchCORSConfiguration", "The CORS configuration does not exist", {
      BucketName: call.bucketName,
    });
  call.response.setHeader("Content-Type", "application/xml");
  call.response.end(bucket.settings.cors);
}

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketCors.html */
export async function putBucketCors(call: S3Call) {
  const bucket = findBucket(call);
  allow(call, { action: "s3:PutBucketCORS", bucket });
  const text = await readTextBody(call);
  if (parseXml(text.trim())?.name !== "CORSConfiguration") throw malformedXml();
  bucket.settings.cors = text;
  call.store.saveSettings(bucket);
  sendEmpty(call);
}

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteBucketCors.html */
export function deleteBucketCors(call: S3Call) {
  const bucket = findBucket(call);
  allow(call, { action: "s3:PutBucketCORS", bucket });
  delete bucket.settings.cors;
  call.store.saveSettings(bucket);
  sendEmpty(call, 204);
}
