import type { Bucket } from "./bucket.ts";
import { allow, findBucket, type S3Call, sendEmpty } from "./s3-call.ts";

export type Deleted = { versionId?: string; marker?: string };

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteObject.html */
export function deleteObject(call: S3Call) {
  const deleted = removeObject(call, findBucket(call), call.key, call.request.param("versionId"));
  const versionId = deleted.versionId ?? deleted.marker;
  if (versionId !== undefined) call.response.setHeader("x-amz-version-id", versionId);
  if (deleted.marker !== undefined) call.response.setHeader("x-amz-delete-marker", "true");
  sendEmpty(call, 204);
}

/**
 * Deletes a version for good when one is named, else puts a delete marker on top, or without versioning removes the object.
 * Deleting what is not there succeeds. https://docs.aws.amazon.com/AmazonS3/latest/userguide/DeletingObjectVersions.html
 */
export function removeObject(call: S3Call, bucket: Bucket, key: string, versionId: string | undefined): Deleted {
  const versions = bucket.objects.get(key) ?? [];
  if (versionId !== undefined) {
    allow(call, { action: "s3:DeleteObjectVersion", bucket, key, context: { "s3:VersionId": versionId } });
    const version = versions.find((each) => each.versionId === versionId);
    if (version) call.store.removeVersion(bucket, version);
    return version?.deleteMarker ? { versionId, marker: versionId } : { versionId };
  }
  allow(call, { action: "s3:DeleteObject", bucket, key });
  if (!bucket.settings.versioning) {
    for (const version of versions) call.store.removeVersion(bucket, version);
    return {};
  }
  const marker = call.store.addVersion(bucket, {
    key,
    deleteMarker: true,
    etag: "",
    sizeBytes: 0,
    headers: {},
    metadata: {},
    blobs: [],
    multipart: false,
  });
  return { marker: marker.versionId };
}
