import { AwsError } from "../aws-error.ts";
import type { AwsRequest } from "../aws-request.ts";
import { checksumHeader } from "../signing/checksum.ts";
import type { Bucket, ObjectVersion } from "./bucket.ts";
import { allowKey, keyOfWrite, writeEncryption } from "./encryption.ts";
import { checkWriteConditions } from "./preconditions.ts";
import { readPayload } from "./read-payload.ts";
import { allow, findBucket, type S3Call, sendEmpty } from "./s3-call.ts";

const UNSUPPORTED = [
  "x-amz-tagging",
  "x-amz-object-lock-mode",
  "x-amz-object-lock-legal-hold",
  "x-amz-server-side-encryption-customer-algorithm",
  "x-amz-website-redirect-location",
  "x-amz-write-offset-bytes",
];
const KEPT_HEADERS = ["content-type", "cache-control", "content-disposition", "content-language", "expires"];

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutObject.html */
export async function putObject(call: S3Call) {
  const bucket = findBucket(call);
  allow(call, { action: "s3:PutObject", bucket, key: call.key, context: writeContext(call.request) });
  refuseUnsupported(call);
  const kmsKey = keyOfWrite(call, bucket);
  allowKey(call, { action: "kms:GenerateDataKey", bucket, key: call.key, kmsKey });
  checkWriteConditions(call.request, bucket, call.key);
  const { blob, md5, checksum } = await readPayload(call, bucket);
  const version = commit(call, bucket, {
    key: call.key,
    deleteMarker: false,
    etag: md5.toString("hex"),
    sizeBytes: blob.sizeBytes,
    ...describe(call.request),
    checksum: { ...checksum, type: "FULL_OBJECT" },
    blobs: [blob],
    multipart: false,
    ...(kmsKey && { kmsKey }),
  });
  call.response.setHeader("ETag", `"${version.etag}"`);
  call.response.setHeader(checksumHeader(checksum.algorithm), checksum.value);
  call.response.setHeader("x-amz-checksum-type", "FULL_OBJECT");
  sendEmpty(call);
}

/** Refuses what a write asks for beyond this stand-in, rather than to leave it out without a word. */
export function refuseUnsupported({ request, cloud }: S3Call) {
  const encryption = request.header("x-amz-server-side-encryption") ?? "AES256";
  const found =
    encryption === "AES256"
      ? UNSUPPORTED.find((name) => request.header(name) !== undefined)
      : `server-side encryption ${encryption}`;
  if (found === undefined) return;
  cloud.log(`S3 ${found} is not implemented`);
  throw new AwsError(501, "NotImplemented", "A header you provided implies functionality that is not implemented");
}

/** Adds the version if the request's conditions hold at this very moment, so that of two writers at once one is refused. */
export function commit(
  call: S3Call,
  bucket: Bucket,
  draft: Omit<ObjectVersion, "versionId" | "order" | "modifiedAt">,
): ObjectVersion {
  try {
    checkWriteConditions(call.request, bucket, draft.key);
  } catch (error) {
    call.store.dropBlobs(bucket, draft.blobs);
    throw error;
  }
  const version = call.store.addVersion(bucket, draft);
  if (bucket.settings.versioning) call.response.setHeader("x-amz-version-id", version.versionId);
  writeEncryption(call, version);
  return version;
}

/** What a write says about the object: the headers that come back with it, and its user metadata. */
export function describe(request: AwsRequest): Pick<ObjectVersion, "headers" | "metadata"> {
  const headers: Record<string, string> = { "content-type": "binary/octet-stream" };
  for (const name of KEPT_HEADERS) {
    const value = request.header(name);
    if (value !== undefined) headers[name] = value;
  }
  // aws-chunked is the wire's coding, not the object's.
  const encoding = request
    .header("content-encoding")
    ?.split(",")
    .map((each) => each.trim())
    .filter((each) => each !== "aws-chunked")
    .join(",");
  if (encoding) headers["content-encoding"] = encoding;
  const metadata: Record<string, string> = {};
  for (const [name, values] of Object.entries(request.incoming.headersDistinct)) {
    if (name.startsWith("x-amz-meta-")) metadata[name.slice("x-amz-meta-".length)] = (values ?? []).join(",");
  }
  return { headers, metadata };
}

export function writeContext(request: AwsRequest): Record<string, string> {
  const names = [
    "x-amz-acl",
    "x-amz-server-side-encryption",
    "x-amz-storage-class",
    "x-amz-copy-source",
    "x-amz-metadata-directive",
  ];
  return Object.fromEntries(
    names.flatMap((name) =>
      request.header(name) === undefined ? [] : [[`s3:${name}`, request.header(name) as string]],
    ),
  );
}
