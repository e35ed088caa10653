import { createReadStream } from "node:fs";
import { AwsError } from "../aws-error.ts";
import { checksumHeader } from "../signing/checksum.ts";
import type { Bucket, ObjectVersion } from "./bucket.ts";
import { allowKey, writeEncryption } from "./encryption.ts";
import { findVersion } from "./find-version.ts";
import { checkReadConditions } from "./preconditions.ts";
import { type ByteRange, readRange } from "./range.ts";
import { findBucket, type S3Call } from "./s3-call.ts";

const OVERRIDES = [
  "cache-control",
  "content-disposition",
  "content-encoding",
  "content-language",
  "content-type",
  "expires",
];

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html */
export async function getObject(call: S3Call) {
  const bucket = findBucket(call);
  const version = findVersion(call, bucket);
  checkReadConditions(call.request, version);
  allowKey(call, { action: "kms:Decrypt", bucket, ...version });
  const range = writeHead(call, bucket, version);
  for await (const chunk of readContent(call, bucket, version, range)) {
    if (!call.response.write(chunk)) await drained(call);
    if (call.response.destroyed) return;
  }
  call.response.end();
}

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_HeadObject.html: a checksum is encrypted as the object is. */
export function headObject(call: S3Call) {
  const bucket = findBucket(call);
  const version = findVersion(call, bucket);
  checkReadConditions(call.request, version);
  if (version.checksum && asksForChecksum(call)) allowKey(call, { action: "kms:Decrypt", bucket, ...version });
  writeHead(call, bucket, version);
  call.response.end();
}

/** The content of a version between two bytes, both included, over all of its blobs. */
export async function* readContent(
  call: S3Call,
  bucket: Bucket,
  version: ObjectVersion,
  range?: ByteRange,
): AsyncGenerator<Buffer> {
  const { start, end } = range ?? { start: 0, end: version.sizeBytes - 1 };
  let offset = 0;
  for (const blob of version.blobs) {
    const first = Math.max(start - offset, 0);
    const last = Math.min(end - offset, blob.sizeBytes - 1);
    if (first <= last)
      yield* createReadStream(call.store.blobPath(bucket, blob), {
        start: first,
        end: last,
        highWaterMark: 256 * 1024,
      });
    offset += blob.sizeBytes;
  }
}

function writeHead(call: S3Call, bucket: Bucket, version: ObjectVersion): ByteRange | undefined {
  const { request, response } = call;
  const part = partRange(call, version);
  const range = part ?? readRange(request.header("range"), version.sizeBytes);
  response.statusCode = range ? 206 : 200;
  for (const [name, value] of Object.entries(version.headers)) response.setHeader(name, value);
  for (const [name, value] of Object.entries(version.metadata)) response.setHeader(`x-amz-meta-${name}`, value);
  for (const name of OVERRIDES) {
    const value = request.param(`response-${name}`);
    if (value !== undefined) response.setHeader(name, value);
  }
  response.setHeader("ETag", `"${version.etag}"`);
  response.setHeader("Last-Modified", new Date(version.modifiedAt).toUTCString());
  response.setHeader("Accept-Ranges", "bytes");
  response.setHeader("Content-Length", range ? range.end - range.start + 1 : version.sizeBytes);
  writeEncryption(call, version);
  if (range) response.setHeader("Content-Range", `bytes ${range.start}-${range.end}/${version.sizeBytes}`);
  if (part && version.multipart) response.setHeader("x-amz-mp-parts-count", version.blobs.length);
  if (bucket.settings.versioning) response.setHeader("x-amz-version-id", version.versionId);
  if (!range && version.checksum && asksForChecksum(call)) {
    response.setHeader(checksumHeader(version.checksum.algorithm), version.checksum.value);
    response.setHeader("x-amz-checksum-type", version.checksum.type);
  }
  return range;
}

const asksForChecksum = ({ request }: S3Call) => request.header("x-amz-checksum-mode")?.toUpperCase() === "ENABLED";

function partRange({ request }: S3Call, version: ObjectVersion): ByteRange | undefined {
  const text = request.param("partNumber");
  if (text === undefined) return undefined;
  const number = Number(text);
  const blob = version.blobs[number - 1];
  if (!blob)
    throw new AwsError(416, "InvalidPartNumber", "The requested partnumber is not satisfiable", {
      PartNumberRequested: text,
      ActualPartCount: String(version.blobs.length),
    });
  const start = version.blobs.slice(0, number - 1).reduce((total, { sizeBytes }) => total + sizeBytes, 0);
  return { start, end: start + blob.sizeBytes - 1 };
}

function drained({ response }: S3Call): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      response.off("drain", done).off("close", done);
      resolve();
    };
    response.on("drain", done).on("close", done);
  });
}
