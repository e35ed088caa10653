import { AwsError } from "../aws-error.ts";
import type { RequestContext } from "../policy/policy-document.ts";
import { type Bucket, latest, type ObjectVersion } from "./bucket.ts";
import { allow, isAllowed, type S3Call } from "./s3-call.ts";

/**
 * The version a read asks for, if the caller may read it. Who may not list the bucket is not told that a key is missing.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html and …/userguide/DeleteMarker.html
 */
export function findVersion(
  call: S3Call,
  bucket: Bucket,
  key = call.key,
  versionId = call.request.param("versionId"),
): ObjectVersion {
  const context: RequestContext = versionId === undefined ? {} : { "s3:VersionId": versionId };
  allow(call, { action: versionId === undefined ? "s3:GetObject" : "s3:GetObjectVersion", bucket, key, context });
  if (versionId !== undefined) return findNamed(call, bucket, key, versionId);

  const version = latest(bucket, key);
  if (version && !version.deleteMarker) return version;
  if (!isAllowed(call, { action: "s3:ListBucket", bucket, context: { "s3:prefix": key } }))
    allow(call, { action: "s3:ListBucket", bucket });
  if (version) markDeleted(call, version);
  throw new AwsError(404, "NoSuchKey", "The specified key does not exist.", { Key: key });
}

function findNamed(call: S3Call, bucket: Bucket, key: string, versionId: string): ObjectVersion {
  const version = bucket.objects.get(key)?.find((each) => each.versionId === versionId);
  if (!version) {
    if (versionId !== "null" && !/^[\w.-]{32}$/.test(versionId)) {
      throw new AwsError(400, "InvalidArgument", "Invalid version id specified", {
        ArgumentName: "versionId",
        ArgumentValue: versionId,
      });
    }
    throw new AwsError(404, "NoSuchVersion", "The specified version does not exist.", {
      Key: key,
      VersionId: versionId,
    });
  }
  if (!version.deleteMarker) return version;
  markDeleted(call, version);
  throw new AwsError(405, "MethodNotAllowed", "The specified method is not allowed against this resource.", {
    Method: call.request.method,
    ResourceType: "DeleteMarker",
  });
}

function markDeleted({ response }: S3Call, { versionId, modifiedAt }: ObjectVersion) {
  response.setHeader("x-amz-delete-marker", "true");
  response.setHeader("x-amz-version-id", versionId);
  response.setHeader("Last-Modified", new Date(modifiedAt).toUTCString());
}
