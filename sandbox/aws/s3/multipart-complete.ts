import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { AwsError } from "../aws-error.ts";
import { checksumElement, checksumHeader, createChecksum } from "../signing/checksum.ts";
import { childText } from "../xml.ts";
import type { Bucket, Checksum } from "./bucket.ts";
import { malformedXml, readXmlBody } from "./delete-objects.ts";
import { allowKey } from "./encryption.ts";
import { findUpload, type Part, type Upload, uploadsOf } from "./multipart.ts";
import { checkWriteConditions } from "./preconditions.ts";
import { commit } from "./put-object.ts";
import { allow, findBucket, type S3Call, sendXml } from "./s3-call.ts";

const MIN_PART_BYTES = 5 * 1024 * 1024;

/**
 * Joins the named parts into one object; parts that are not named are dropped. The ETag is the MD5 of the parts' MD5s, `-`, their
 * number. https://docs.aws.amazon.com/AmazonS3/latest/API/API_CompleteMultipartUpload.html
 */
export async function completeMultipartUpload(call: S3Call) {
  const bucket = findBucket(call);
  allow(call, { action: "s3:PutObject", bucket, key: call.key });
  const upload = findUpload(call, bucket);
  allowKey(call, { action: "kms:Decrypt", bucket, ...upload });
  const parts = await namedParts(call, upload);
  const sizeBytes = parts.reduce((total, { blob }) => total + blob.sizeBytes, 0);
  const expected = call.request.header("x-amz-mp-object-size");
  if (expected !== undefined && Number(expected) !== sizeBytes)
    throw new AwsError(
      400,
      "InvalidRequest",
      `The provided 'x-amz-mp-object-size' header value ${expected} does not match what was computed: ${sizeBytes}`,
    );
  const checksum = await objectChecksum(call, bucket, upload, parts);
  const md5 = createHash("md5");
  for (const { etag } of parts) md5.update(Buffer.from(etag, "hex"));

  const { key, headers, metadata, kmsKey } = upload;
  const blobs = parts.map(({ blob }) => blob);
  // Two completions at once: the second finds the upload gone. A condition that fails leaves the upload as it was.
  findUpload(call, bucket);
  checkWriteConditions(call.request, bucket, key);
  const version = commit(call, bucket, {
    key,
    deleteMarker: false,
    etag: `${md5.digest("hex")}-${parts.length}`,
    sizeBytes,
    headers,
    metadata,
    checksum,
    blobs,
    multipart: true,
    ...(kmsKey && { kmsKey }),
  });
  uploadsOf(bucket).delete(upload.id);
  call.store.dropBlobs(
    bucket,
    [...upload.parts.values()].map(({ blob }) => blob).filter((blob) => !blobs.includes(blob)),
  );
  sendXml(call, "CompleteMultipartUploadResult", {
    Location: `http://${call.request.header("host")}${call.request.rawPath}`,
    Bucket: call.bucketName,
    Key: key,
    ETag: `"${version.etag}"`,
    [checksumElement(checksum.algorithm)]: checksum.value,
    ChecksumType: checksum.type,
  });
}

async function namedParts(call: S3Call, upload: Upload): Promise<Part[]> {
  const document = await readXmlBody(call, "CompleteMultipartUpload");
  const named = document.children.filter(({ name }) => name === "Part");
  if (named.length === 0) throw malformedXml();
  const numbers = named.map((element) => Number(childText(element, "PartNumber")));
  if (numbers.some((number, at) => at > 0 && number <= (numbers[at - 1] as number))) {
    throw new AwsError(
      400,
      "InvalidPartOrder",
      "The list of parts was not in ascending order. Parts must be ordered by part number.",
      { UploadId: upload.id },
    );
  }
  return named.map((element, at) => {
    const number = numbers[at] as number;
    const part = upload.parts.get(number);
    const checksum = childText(element, checksumElement(upload.algorithm));
    if (
      !part ||
      childText(element, "ETag")?.replaceAll('"', "") !== part.etag ||
      (checksum !== undefined && checksum !== part.checksum)
    ) {
      throw new AwsError(
        400,
        "InvalidPart",
        "One or more of the specified parts could not be found.  The part may not have been uploaded, or the specified entity tag may not match the part's entity tag.",
        { UploadId: upload.id, PartNumber: String(number) },
      );
    }
    if (checksum === undefined && upload.chosen && upload.checksumType === "COMPOSITE") {
      throw new AwsError(
        400,
        "InvalidRequest",
        `The upload was created using a ${upload.algorithm.toLowerCase()} checksum. The complete request must include the checksum for each part. It was missing for part ${number} in the request.`,
      );
    }
    if (at < named.length - 1 && part.blob.sizeBytes < MIN_PART_BYTES) {
      throw new AwsError(400, "EntityTooSmall", "Your proposed upload is smaller than the minimum allowed size", {
        ProposedSize: String(part.blob.sizeBytes),
        MinSizeAllowed: String(MIN_PART_BYTES),
        PartNumber: String(number),
        ETag: part.etag,
      });
    }
    return part;
  });
}

/** A checksum of the parts' checksums, or one of the whole content, which is read for it. */
async function objectChecksum(
  call: S3Call,
  bucket: Bucket,
  { algorithm, checksumType }: Upload,
  parts: Part[],
): Promise<Checksum> {
  const digest = createChecksum(algorithm);
  for (const part of parts) {
    if (checksumType === "COMPOSITE") digest.update(Buffer.from(part.checksum, "base64"));
    else
      for await (const chunk of createReadStream(call.store.blobPath(bucket, part.blob)))
        digest.update(chunk as Buffer);
  }
  const value = digest.digest().toString("base64") + (checksumType === "COMPOSITE" ? `-${parts.length}` : "");
  const given = call.request.header(checksumHeader(algorithm));
  if (given !== undefined && given !== value)
    throw new AwsError(400, "BadDigest", `The ${algorithm} you specified did not match the calculated checksum.`);
  return { algorithm, value, type: checksumType };
}
