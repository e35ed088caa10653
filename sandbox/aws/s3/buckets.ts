import { AwsError } from "../aws-error.ts";
import { childText, parseXml } from "../xml.ts";
import { malformedXml, readTextBody, readXmlBody } from "./delete-objects.ts";
import { authorizeAccount } from "./list-buckets.ts";
import { allow, findBucket, type S3Call, sendEmpty, sendXml } from "./s3-call.ts";

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_CreateBucket.html */
export async function createBucket(call: S3Call) {
  const caller = authorizeAccount(call, "s3:CreateBucket", `arn:aws:s3:::${call.bucketName}`);
  const text = (await readTextBody(call)).trim();
  const document = text ? parseXml(text) : undefined;
  if (text && document?.name !== "CreateBucketConfiguration") throw malformedXml();
  const region = (document && childText(document, "LocationConstraint")) || "us-east-1";
  if (region !== call.region) {
    const message = `The ${region} location constraint is incompatible for the region specific endpoint this request was sent to.`;
    throw new AwsError(400, "IllegalLocationConstraintException", message);
  }
  if (
    !/^(?!\d+\.\d+\.\d+\.\d+$)[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(call.bucketName) ||
    call.bucketName.includes("..")
  ) {
    throw new AwsError(400, "InvalidBucketName", "The specified bucket is not valid.", { BucketName: call.bucketName });
  }
  const taken = call.store.buckets.get(call.bucketName);
  if (taken?.settings.account === caller.account.id) {
    throw new AwsError(
      409,
      "BucketAlreadyOwnedByYou",
      "Your previous request to create the named bucket succeeded and you already own it.",
      { BucketName: call.bucketName },
    );
  }
  if (taken) {
    throw new AwsError(
      409,
      "BucketAlreadyExists",
      "The requested bucket name is not available. The bucket namespace is shared by all users of the system. Please select a different name and try again.",
      { BucketName: call.bucketName },
    );
  }
  call.store.createBucket({
    name: call.bucketName,
    region,
    account: caller.account.id,
    createdAt: new Date(call.cloud.now()).toISOString(),
  });
  call.response.setHeader("Location", `/${call.bucketName}`);
  sendEmpty(call);
}

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteBucket.html */
export function deleteBucket(call: S3Call) {
  const bucket = findBucket(call);
  allow(call, { action: "s3:DeleteBucket", bucket });
  if (bucket.keys.length > 0)
    throw new AwsError(409, "BucketNotEmpty", "The bucket you tried to delete is not empty", {
      BucketName: call.bucketName,
    });
  call.store.deleteBucket(bucket);
  sendEmpty(call, 204);
}

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_HeadBucket.html */
export function headBucket(call: S3Call) {
  allow(call, { action: "s3:ListBucket", bucket: findBucket(call) });
  sendEmpty(call);
}

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketLocation.html: us-east-1 is an empty answer. */
export function getBucketLocation(call: S3Call) {
  const bucket = findBucket(call);
  allow(call, { action: "s3:GetBucketLocation", bucket });
  sendXml(call, "LocationConstraint", bucket.settings.region === "us-east-1" ? "" : bucket.settings.region);
}

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketVersioning.html */
export function getBucketVersioning(call: S3Call) {
  const bucket = findBucket(call);
  allow(call, { action: "s3:GetBucketVersioning", bucket });
  sendXml(call, "VersioningConfiguration", { Status: bucket.settings.versioning });
}

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketVersioning.html */
export async function putBucketVersioning(call: S3Call) {
  const bucket = findBucket(call);
  allow(call, { action: "s3:PutBucketVersioning", bucket });
  const status = childText(await readXmlBody(call, "VersioningConfiguration"), "Status");
  if (status !== "Enabled" && status !== "Suspended") throw malformedXml();
  bucket.settings.versioning = status;
  call.store.saveSettings(bucket);
  sendEmpty(call);
}
