import { AwsError } from "../aws-error.ts";
import { type ChecksumAlgorithm, checksumElement, isChecksumAlgorithm } from "../signing/checksum.ts";
import type { Bucket, ObjectVersion } from "./bucket.ts";
import { allowKey, keyOfWrite } from "./encryption.ts";
import { findVersion } from "./find-version.ts";
import { readContent } from "./get-object.ts";
import { addPart, findUpload, partNumber } from "./multipart.ts";
import { checkReadConditions } from "./preconditions.ts";
import { commit, describe, refuseUnsupported, writeContext } from "./put-object.ts";
import { readRange } from "./range.ts";
import type { Payload } from "./read-payload.ts";
import { allow, findBucket, type S3Call, sendXml } from "./s3-call.ts";
import { writeBlob } from "./write-blob.ts";

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_CopyObject.html */
export async function copyObject(call: S3Call) {
  const { request } = call;
  const bucket = findBucket(call);
  allow(call, { action: "s3:PutObject", bucket, key: call.key, context: writeContext(request) });
  refuseUnsupported(call);
  const kmsKey = keyOfWrite(call, bucket);
  allowKey(call, { action: "kms:GenerateDataKey", bucket, key: call.key, kmsKey });
  const source = findSource(call);
  const replace = request.header("x-amz-metadata-directive") === "REPLACE";
  if (source.bucket === bucket && source.version.key === call.key && !replace && source.versionId === undefined) {
    throw new AwsError(
      400,
      "InvalidRequest",
      "This copy request is illegal because it is trying to copy an object to itself without changing the object's metadata, storage class, website redirect location or encryption attributes.",
    );
  }
  const { blob, md5, checksum } = await copyContent(call, bucket, source);
  const version = commit(call, bucket, {
    key: call.key,
    deleteMarker: false,
    etag: md5,
    sizeBytes: blob.sizeBytes,
    ...(replace ? describe(request) : { headers: source.version.headers, metadata: source.version.metadata }),
    checksum: { ...checksum, type: "FULL_OBJECT" },
    blobs: [blob],
    multipart: false,
    ...(kmsKey && { kmsKey }),
  });
  sourceVersionHeader(call, source);
  sendXml(call, "CopyObjectResult", {
    ETag: `"${version.etag}"`,
    LastModified: new Date(version.modifiedAt),
    ChecksumType: "FULL_OBJECT",
    [checksumElement(checksum.algorithm)]: checksum.value,
  });
}

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_UploadPartCopy.html */
export async function uploadPartCopy(call: S3Call) {
  const bucket = findBucket(call);
  const upload = findUpload(call, bucket);
  const number = partNumber(call);
  allow(call, { action: "s3:PutObject", bucket, key: call.key, context: writeContext(call.request) });
  allowKey(call, { action: "kms:Decrypt", bucket, ...upload });
  const source = findSource(call);
  const range = readRange(call.request.header("x-amz-copy-source-range"), source.version.sizeBytes);
  const content = readContent(call, source.bucket, source.version, range);
  const payload = await writeBlob(call.store, bucket, content, upload.algorithm);
  const part = addPart(call, bucket, upload, number, payload);
  sourceVersionHeader(call, source);
  sendXml(call, "CopyPartResult", {
    ETag: `"${part.etag}"`,
    LastModified: new Date(part.modifiedAt),
    [checksumElement(upload.algorithm)]: part.checksum,
  });
}

type Source = { bucket: Bucket; version: ObjectVersion; versionId: string | undefined };

/** The copy source, if the caller may read it. */
function findSource(call: S3Call): Source {
  const [path = "", query] = (call.request.header("x-amz-copy-source") ?? "").split("?", 2);
  const versionId = query?.startsWith("versionId=") ? decodeURIComponent(query.slice("versionId=".length)) : undefined;
  const [name = "", key = ""] = decodeURIComponent(path)
    .replace(/^\//, "")
    .split(/\/(.*)/s, 2);
  if (!name || !key) {
    throw new AwsError(
      400,
      "InvalidArgument",
      "Copy Source must mention the source bucket and key: sourcebucket/sourcekey",
      { ArgumentName: "x-amz-copy-source" },
    );
  }
  const bucket = findBucket(call, name);
  const version = findVersion(call, bucket, key, versionId);
  checkReadConditions(call.request, version, "x-amz-copy-source-");
  allowKey(call, { action: "kms:Decrypt", bucket, ...version });
  return { bucket, version, versionId };
}

/** Shares the source's file where its digests can be kept; a multipart object, or another algorithm, is read and digested anew. */
async function copyContent(
  call: S3Call,
  to: Bucket,
  { bucket, version }: Source,
): Promise<Omit<Payload, "md5"> & { md5: string }> {
  const asked = call.request.header("x-amz-checksum-algorithm")?.toUpperCase();
  const kept = version.checksum?.algorithm;
  const algorithm: ChecksumAlgorithm = isChecksumAlgorithm(asked) ? asked : (kept ?? "CRC64NVME");
  const [blob] = version.blobs;
  if (blob && !version.multipart && version.checksum && algorithm === kept) {
    return { blob: call.store.linkBlob(bucket, blob, to), md5: version.etag, checksum: version.checksum };
  }
  const payload = await writeBlob(call.store, to, readContent(call, bucket, version), algorithm);
  return { ...payload, md5: payload.md5.toString("hex") };
}

function sourceVersionHeader({ response }: S3Call, { bucket, version }: Source) {
  if (bucket.settings.versioning) response.setHeader("x-amz-copy-source-version-id", version.versionId);
}
