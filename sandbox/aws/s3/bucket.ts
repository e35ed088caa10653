import type { ChecksumAlgorithm } from "../signing/checksum.ts";

export type Checksum = {
  algorithm: ChecksumAlgorithm;
  value: string /* base64, of a composite with `-parts` */;
  type: "FULL_OBJECT" | "COMPOSITE";
};
export type Blob = { id: string; sizeBytes: number };

/** One version of an object, or a delete marker. */
export type ObjectVersion = {
  key: string;
  versionId: string /* "null" when it was made without versioning */;
  deleteMarker: boolean;
  /** Grows with every write in the bucket, so that two writes of one millisecond keep their order. */
  order: number;
  modifiedAt: number;
  etag: string /* without quotes */;
  sizeBytes: number;
  /** Content-Type, Cache-Control… as they are given back. */
  headers: Record<string, string>;
  metadata: Record<string, string>;
  checksum?: Checksum;
  /** The content, in order: one file, or one per part of a multipart upload. */
  blobs: Blob[];
  multipart: boolean;
  /** ARN of the KMS key that it was written with; absent for S3's own. */
  kmsKey?: string;
};

export type BucketSettings = {
  name: string;
  region: string;
  account: string;
  createdAt: string;
  versioning?: "Enabled" | "Suspended";
  policy?: string /* as it was put */;
  cors?: string;
  /** The default for what is written; `keyId` as it was put, absent for AWS's own key. */
  encryption?: { algorithm: "AES256" | "aws:kms"; keyId?: string; hasBucketKey: boolean };
};

export type Bucket = {
  settings: BucketSettings;
  objects: Map<string, ObjectVersion[]> /* newest first */;
  keys: string[] /* in UTF-8 order */;
};

/** What a plain request for the key gets: the newest version, unless that is a delete marker. */
export function latest(bucket: Bucket, key: string): ObjectVersion | undefined {
  return bucket.objects.get(key)?.[0];
}

export function compareUtf8(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}

/** Index of the first key that is not before `key`. */
export function lowerBound(keys: string[], key: string): number {
  let low = 0;
  let high = keys.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (compareUtf8(keys[middle] as string, key) < 0) low = middle + 1;
    else high = middle;
  }
  return low;
}
