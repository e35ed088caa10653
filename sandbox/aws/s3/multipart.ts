import { randomBytes } from "node:crypto";
import { AwsError } from "../aws-error.ts";
import { type ChecksumAlgorithm, checksumElement, checksumHeader, isChecksumAlgorithm } from "../signing/checksum.ts";
import type { Blob, Bucket, Checksum, ObjectVersion } from "./bucket.ts";
import { allowKey, keyOfWrite, writeEncryption } from "./encryption.ts";
import { describe, refuseUnsupported, writeContext } from "./put-object.ts";
import { type Payload, readPayload } from "./read-payload.ts";
import { allow, findBucket, type S3Call, sendEmpty, sendXml } from "./s3-call.ts";

export type Part = { number: number; etag: string; checksum: string; modifiedAt: number; blob: Blob };
export type Upload = Pick<ObjectVersion, "key" | "headers" | "metadata" | "kmsKey"> & {
  id: string;
  startedAt: number;
  algorithm: ChecksumAlgorithm;
  /** True when the client named the algorithm, and so must send each part's checksum when it completes. */
  chosen: boolean;
  checksumType: Checksum["type"];
  parts: Map<number, Part>;
};

const uploads = new WeakMap<Bucket, Map<string, Upload>>();

export function uploadsOf(bucket: Bucket): Map<string, Upload> {
  const known = uploads.get(bucket) ?? new Map<string, Upload>();
  uploads.set(bucket, known);
  return known;
}

export function findUpload({ request, key }: S3Call, bucket: Bucket): Upload {
  const upload = uploadsOf(bucket).get(request.param("uploadId") ?? "");
  if (upload?.key === key) return upload;
  throw new AwsError(
    404,
    "NoSuchUpload",
    "The specified upload does not exist. The upload ID may be invalid, or the upload may have been aborted or completed.",
    { UploadId: request.param("uploadId") ?? "" },
  );
}

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_CreateMultipartUpload.html */
export function createMultipartUpload(call: S3Call) {
  const { request, response, key } = call;
  const bucket = findBucket(call);
  allow(call, { action: "s3:PutObject", bucket, key, context: writeContext(request) });
  refuseUnsupported(call);
  const kmsKey = keyOfWrite(call, bucket);
  allowKey(call, { action: "kms:GenerateDataKey", bucket, key, kmsKey });
  const named = request.header("x-amz-checksum-algorithm")?.toUpperCase();
  const algorithm = isChecksumAlgorithm(named) ? named : "CRC64NVME";
  const checksumType =
    request.header("x-amz-checksum-type") ?? (algorithm === "CRC64NVME" ? "FULL_OBJECT" : "COMPOSITE");
  const possible =
    algorithm === "CRC64NVME"
      ? ["FULL_OBJECT"]
      : algorithm.startsWith("CRC")
        ? ["FULL_OBJECT", "COMPOSITE"]
        : ["COMPOSITE"];
  if (!possible.includes(checksumType)) {
    throw new AwsError(
      400,
      "InvalidRequest",
      `The ${checksumType} checksum type cannot be used with the ${algorithm.toLowerCase()} checksum algorithm.`,
    );
  }
  const id = randomBytes(48).toString("base64url");
  const upload: Upload = {
    id,
    key,
    startedAt: call.cloud.now(),
    algorithm,
    chosen: isChecksumAlgorithm(named),
    checksumType: checksumType as Checksum["type"],
    ...describe(request),
    ...(kmsKey && { kmsKey }),
    parts: new Map(),
  };
  uploadsOf(bucket).set(id, upload);
  writeEncryption(call, upload);
  if (upload.chosen) {
    response.setHeader("x-amz-checksum-algorithm", algorithm);
    response.setHeader("x-amz-checksum-type", checksumType);
  }
  sendXml(call, "InitiateMultipartUploadResult", { Bucket: call.bucketName, Key: key, UploadId: id });
}

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_UploadPart.html */
export async function uploadPart(call: S3Call) {
  const bucket = findBucket(call);
  allow(call, { action: "s3:PutObject", bucket, key: call.key });
  const upload = findUpload(call, bucket);
  // A part is encrypted as those before it were. https://repost.aws/knowledge-center/s3-large-file-encryption-kms-key
  allowKey(call, { action: "kms:Decrypt", bucket, ...upload });
  const number = partNumber(call);
  const payload = await readPayload(call, bucket, upload.algorithm);
  if (upload.chosen && payload.checksum.algorithm !== upload.algorithm) {
    call.store.dropBlobs(bucket, [payload.blob]);
    throw new AwsError(
      400,
      "InvalidRequest",
      `Checksum Type mismatch occurred, expected checksum Type: ${upload.algorithm.toLowerCase()}, actual checksum Type: ${payload.checksum.algorithm.toLowerCase()}`,
    );
  }
  const part = addPart(call, bucket, upload, number, payload);
  call.response.setHeader("ETag", `"${part.etag}"`);
  call.response.setHeader(checksumHeader(payload.checksum.algorithm), part.checksum);
  sendEmpty(call);
}

/** Keeps a part; one of the same number before it is gone. */
export function addPart(
  call: S3Call,
  bucket: Bucket,
  upload: Upload,
  number: number,
  { blob, md5, checksum }: Payload,
): Part {
  if (!uploadsOf(bucket).has(upload.id)) {
    call.store.dropBlobs(bucket, [blob]);
    findUpload(call, bucket);
  }
  const replaced = upload.parts.get(number);
  if (replaced) call.store.dropBlobs(bucket, [replaced.blob]);
  const part: Part = {
    number,
    etag: md5.toString("hex"),
    checksum: checksum.value,
    modifiedAt: call.cloud.now(),
    blob,
  };
  upload.parts.set(number, part);
  return part;
}

export function partNumber({ request }: S3Call): number {
  const number = Number(request.param("partNumber"));
  if (Number.isInteger(number) && number >= 1 && number <= 10_000) return number;
  throw new AwsError(400, "InvalidArgument", "Part number must be an integer between 1 and 10000, inclusive", {
    ArgumentName: "partNumber",
  });
}

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_AbortMultipartUpload.html */
export function abortMultipartUpload(call: S3Call) {
  const bucket = findBucket(call);
  allow(call, { action: "s3:AbortMultipartUpload", bucket, key: call.key });
  const upload = findUpload(call, bucket);
  uploadsOf(bucket).delete(upload.id);
  call.store.dropBlobs(
    bucket,
    [...upload.parts.values()].map(({ blob }) => blob),
  );
  sendEmpty(call, 204);
}

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListParts.html */
export function listParts(call: S3Call) {
  const { request } = call;
  const bucket = findBucket(call);
  allow(call, { action: "s3:ListMultipartUploadParts", bucket, key: call.key });
  const upload = findUpload(call, bucket);
  const maxParts = Math.min(Number(request.param("max-parts") ?? 1000), 1000);
  const marker = Number(request.param("part-number-marker") ?? 0);
  const parts = [...upload.parts.values()].filter(({ number }) => number > marker).sort((a, b) => a.number - b.number);
  const shown = parts.slice(0, maxParts);
  sendXml(call, "ListPartsResult", {
    Bucket: call.bucketName,
    Key: call.key,
    UploadId: upload.id,
    PartNumberMarker: marker,
    NextPartNumberMarker: shown.at(-1)?.number ?? 0,
    MaxParts: maxParts,
    IsTruncated: shown.length < parts.length,
    ChecksumAlgorithm: upload.algorithm,
    ChecksumType: upload.checksumType,
    Part: shown.map((part) => ({
      PartNumber: part.number,
      LastModified: new Date(part.modifiedAt),
      ETag: `"${part.etag}"`,
      Size: part.blob.sizeBytes,
      [checksumElement(upload.algorithm)]: part.checksum,
    })),
  });
}

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListMultipartUploads.html, in one page. */
export function listMultipartUploads(call: S3Call) {
  const bucket = findBucket(call);
  allow(call, { action: "s3:ListBucketMultipartUploads", bucket });
  const prefix = call.request.param("prefix") ?? "";
  const open = [...uploadsOf(bucket).values()]
    .filter(({ key }) => key.startsWith(prefix))
    .sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : a.startedAt - b.startedAt));
  const Upload = open.map(({ key, id, startedAt, algorithm, checksumType }) => ({
    Key: key,
    UploadId: id,
    Initiated: new Date(startedAt),
    StorageClass: "STANDARD",
    ChecksumAlgorithm: algorithm,
    ChecksumType: checksumType,
  }));
  sendXml(call, "ListMultipartUploadsResult", {
    Bucket: call.bucketName,
    Prefix: prefix,
    MaxUploads: 1000,
    IsTruncated: false,
    Upload,
  });
}
