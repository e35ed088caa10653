import { AwsError } from "../aws-error.ts";
import {
  CHECKSUM_ALGORITHMS,
  type ChecksumAlgorithm,
  checksumHeader,
  isChecksumAlgorithm,
} from "../signing/checksum.ts";
import { readChunkedBody } from "../signing/chunked-body.ts";
import type { Blob, Bucket } from "./bucket.ts";
import type { S3Call } from "./s3-call.ts";
import { writeBlob } from "./write-blob.ts";

export type Payload = { blob: Blob; md5: Buffer; checksum: { algorithm: ChecksumAlgorithm; value: string } };

/**
 * Streams a request's body into a new blob and holds it to everything the request says about it: length, Content-MD5, payload
 * hash, chunk signatures, checksum header or trailer. Leaves nothing behind when it throws. The checksum is the one the client
 * chose, else `fallback`. https://docs.aws.amazon.com/AmazonS3/latest/userguide/checking-object-integrity-upload.html
 */
export async function readPayload(
  call: S3Call,
  bucket: Bucket,
  fallback: ChecksumAlgorithm = "CRC64NVME",
): Promise<Payload> {
  const { request } = call;
  const hashHeader = request.header("x-amz-content-sha256") ?? "";
  const streaming = hashHeader.startsWith("STREAMING-");
  const length = request.header(streaming ? "x-amz-decoded-content-length" : "content-length");
  if (length === undefined)
    throw new AwsError(411, "MissingContentLength", "You must provide the Content-Length HTTP header.");

  const trailers = new Map<string, string>();
  const raw = request.incoming as AsyncIterable<Buffer>;
  const body = streaming ? readChunkedBody(raw, hashHeader.includes("HMAC") ? call.signing : undefined, trailers) : raw;
  const algorithm = chosenAlgorithm(call) ?? fallback;
  return writeBlob(call.store, bucket, body, algorithm, ({ blob, md5, checksum }, sha256) => {
    if (blob.sizeBytes !== Number(length)) {
      throw new AwsError(
        400,
        "IncompleteBody",
        "You did not provide the number of bytes specified by the Content-Length HTTP header",
      );
    }
    if (/^[0-9a-f]{64}$/.test(hashHeader) && sha256 !== hashHeader) {
      throw new AwsError(
        400,
        "XAmzContentSHA256Mismatch",
        "The provided 'x-amz-content-sha256' header does not match what was computed.",
      );
    }
    const promised = request.header("x-amz-trailer");
    if (promised !== undefined && !trailers.has(promised)) {
      throw new AwsError(
        400,
        "MalformedTrailerError",
        "The request contained trailing data that was not well-formed or did not conform to our published schema.",
      );
    }
    checkMd5(call, md5);
    checkChecksum(
      algorithm,
      checksum.value,
      request.header(checksumHeader(algorithm)) ?? trailers.get(checksumHeader(algorithm)),
    );
  });
}

function chosenAlgorithm({ request }: S3Call): ChecksumAlgorithm | undefined {
  const trailer = request.header("x-amz-trailer");
  const given = CHECKSUM_ALGORITHMS.filter(
    (each) => request.header(checksumHeader(each)) !== undefined || trailer === checksumHeader(each),
  );
  if (given.length > 1)
    throw new AwsError(
      400,
      "InvalidRequest",
      "Expecting a single x-amz-checksum- header. Multiple checksum Types are not allowed.",
    );
  const named = request.header("x-amz-sdk-checksum-algorithm")?.toUpperCase();
  return given[0] ?? (isChecksumAlgorithm(named) ? named : undefined);
}

function checkChecksum(algorithm: ChecksumAlgorithm, computed: string, given: string | undefined) {
  if (given === undefined || given === computed) return;
  if (Buffer.from(given, "base64").length !== Buffer.from(computed, "base64").length) {
    throw new AwsError(400, "InvalidRequest", `Value for ${checksumHeader(algorithm)} header is invalid.`);
  }
  throw new AwsError(400, "BadDigest", `The ${algorithm} you specified did not match the calculated checksum.`);
}

function checkMd5({ request }: S3Call, computed: Buffer) {
  const given = request.header("content-md5");
  if (given === undefined) return;
  if (Buffer.from(given, "base64").length !== 16)
    throw new AwsError(400, "InvalidDigest", "The Content-MD5 you specified was invalid.");
  if (given !== computed.toString("base64")) {
    throw new AwsError(400, "BadDigest", "The Content-MD5 you specified did not match what we received.");
  }
}
