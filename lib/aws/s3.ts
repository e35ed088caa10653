import { createHash } from "node:crypto";
import { Readable } from "node:stream";
import {
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  S3ServiceException,
} from "@aws-sdk/client-s3";
import { Upload } from "@aws-sdk/lib-storage";
import { invalid } from "#lib/platform/errors.ts";
import { says } from "#lib/platform/say.ts";
import type { AwsAccess } from "./access.ts";
import { asking } from "./aws-error.ts";
import { s3Client } from "./clients.ts";

export type ObjectName = { bucket: string; key: string; versionId?: string };
export type ObjectFacts = {
  /** undefined in a bucket without versioning. */
  versionId: string | undefined;
  sizeBytes: number;
  etag: string;
  /** Base64, of the whole object; undefined when S3 keeps none, or one of parts only. */
  sha256: string | undefined;
  lastModified: Date | undefined;
  /** ARN of the KMS key that encrypts it, be it AWS's own or the customer's; undefined without. */
  kmsKeyArn: string | undefined;
};
export type ListedObject = { key: string; sizeBytes: number; etag: string; lastModified: Date | undefined };

/**
 * What S3 knows of an object without reading it; undefined when there is none. Needs s3:GetObject; without s3:ListBucket too, S3 says
 * `denied` of an object that is not there. https://docs.aws.amazon.com/AmazonS3/latest/API/API_HeadObject.html
 */
export const headObject = (
  access: AwsAccess,
  { bucket, key, versionId }: ObjectName,
  signal?: AbortSignal,
): Promise<ObjectFacts | undefined> =>
  asking(access, { what: says("do.read-object", { key, bucket }), bucket, key }, async () => {
    const name = { Bucket: bucket, Key: key, ...(versionId && { VersionId: versionId }) };
    try {
      const head = await s3Client(access).send(new HeadObjectCommand({ ...name, ChecksumMode: "ENABLED" }), {
        ...(signal && { abortSignal: signal }),
      });
      const isWhole = head.ChecksumType !== "COMPOSITE" && !head.ChecksumSHA256?.includes("-");
      return {
        versionId: head.VersionId,
        sizeBytes: head.ContentLength ?? 0,
        etag: unquoted(head.ETag),
        sha256: isWhole ? head.ChecksumSHA256 : undefined,
        lastModified: head.LastModified,
        kmsKeyArn: head.SSEKMSKeyId,
      };
    } catch (error) {
      if (isMissing(error)) return undefined;
      throw error;
    }
  });

export type PutFacts = {
  versionId: string | undefined;
  etag: string;
  sizeBytes: number;
  /** Base64, of all bytes that were sent, whatever checksum S3 itself keeps. */
  sha256: string;
};
export type PutObject = {
  bucket: string;
  key: string;
  body: ReadableStream<Uint8Array> | Readable | Uint8Array | string;
  contentType?: string;
  metadata?: Record<string, string>;
  /** Called with the bytes S3 has taken so far. */
  onProgress?: (sentBytes: number) => void;
  signal?: AbortSignal;
};

/**
 * Writes an object of any size from a stream, in parts of 8 MiB; nothing is left behind when it fails or is aborted.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/mpuoverview.html
 */
export const putObject = (access: AwsAccess, put: PutObject): Promise<PutFacts> =>
  asking(
    access,
    { what: says("do.write-object", { key: put.key, bucket: put.bucket }), bucket: put.bucket, key: put.key },
    async () => {
      const { bucket, key, body, contentType, metadata, onProgress, signal } = put;
      signal?.throwIfAborted();
      const sha256 = createHash("sha256");
      let sizeBytes = 0;
      const counted = Readable.from(
        passing(body, (chunk) => {
          sha256.update(chunk);
          sizeBytes += chunk.byteLength;
        }),
      );
      const upload = new Upload({
        client: s3Client(access),
        partSize: 8 * 1024 * 1024,
        queueSize: 3,
        params: {
          Bucket: bucket,
          Key: key,
          Body: counted,
          ChecksumAlgorithm: "SHA256",
          ContentType: contentType ?? "application/octet-stream",
          ...(metadata && { Metadata: metadata }),
        },
      });
      if (onProgress) upload.on("httpUploadProgress", ({ loaded = 0 }) => onProgress(loaded));
      const abort = () => void upload.abort();
      signal?.addEventListener("abort", abort, { once: true });
      try {
        const done = await upload.done();
        return { versionId: done.VersionId, etag: unquoted(done.ETag), sizeBytes, sha256: sha256.digest("base64") };
      } finally {
        signal?.removeEventListener("abort", abort);
        // Lets go of a source that was not read to its end.
        counted.destroy();
      }
    },
  );

export type ObjectBody = {
  stream: ReadableStream<Uint8Array>;
  sizeBytes: number;
  contentRange: string | undefined;
  versionId: string | undefined;
  etag: string;
};

/** @param range the first and, optionally, last byte, both counted from 0 and included. undefined when there is no such object. */
export const getObject = (
  access: AwsAccess,
  { bucket, key, versionId }: ObjectName,
  { range, signal }: { range?: { first: number; last?: number }; signal?: AbortSignal } = {},
): Promise<ObjectBody | undefined> =>
  asking(access, { what: says("do.read-object", { key, bucket }), bucket, key }, async () => {
    const name = { Bucket: bucket, Key: key, ...(versionId && { VersionId: versionId }) };
    const part = range && { Range: `bytes=${range.first}-${range.last ?? ""}` };
    try {
      const got = await s3Client(access).send(new GetObjectCommand({ ...name, ...part }), {
        ...(signal && { abortSignal: signal }),
      });
      if (!got.Body) throw invalid("object-empty", { key });
      return {
        stream: got.Body.transformToWebStream(),
        sizeBytes: got.ContentLength ?? 0,
        contentRange: got.ContentRange,
        versionId: got.VersionId,
        etag: unquoted(got.ETag),
      };
    } catch (error) {
      if (isMissing(error)) return undefined;
      throw error;
    }
  });

/** One page, keys in order. `next` goes on after it. https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectsV2.html */
export const listObjects = (
  access: AwsAccess,
  { bucket, prefix, limit = 1000, from }: { bucket: string; prefix?: string; limit?: number; from?: string },
): Promise<{ objects: ListedObject[]; next: string | undefined }> =>
  asking(access, { what: says("do.list-bucket", { bucket }), bucket }, async () => {
    const page = {
      Bucket: bucket,
      MaxKeys: limit,
      ...(prefix && { Prefix: prefix }),
      ...(from && { ContinuationToken: from }),
    };
    const { Contents = [], NextContinuationToken } = await s3Client(access).send(new ListObjectsV2Command(page));
    const objects = Contents.map(({ Key = "", Size = 0, ETag, LastModified }) => ({
      key: Key,
      sizeBytes: Size,
      etag: unquoted(ETag),
      lastModified: LastModified,
    }));
    return { objects, next: NextContinuationToken };
  });

/** With a version it is gone for good; without one a versioned bucket only hides it. An object that is not there is fine. */
export const removeObject = (access: AwsAccess, { bucket, key, versionId }: ObjectName): Promise<void> =>
  asking(access, { what: says("do.remove-object", { key, bucket }), bucket, key }, async () => {
    await s3Client(access).send(
      new DeleteObjectCommand({ Bucket: bucket, Key: key, ...(versionId && { VersionId: versionId }) }),
    );
  });

async function* passing(body: PutObject["body"], see: (chunk: Uint8Array) => void): AsyncGenerator<Uint8Array> {
  const chunks = typeof body === "string" || body instanceof Uint8Array ? [body] : body;
  for await (const chunk of chunks) {
    const bytes = typeof chunk === "string" ? Buffer.from(chunk) : chunk;
    see(bytes);
    yield bytes;
  }
}

/** A HEAD has no body and so no code: its 404 may be the key or the version, and S3 names it `NotFound`. */
const isMissing = (error: unknown) =>
  error instanceof S3ServiceException && ["NotFound", "NoSuchKey", "NoSuchVersion"].includes(error.name);

const unquoted = (etag = "") => etag.replace(/^"|"$/g, "");
