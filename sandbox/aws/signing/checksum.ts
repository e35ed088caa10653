import { createHash } from "node:crypto";
import { createCrc32, createCrc32c, createCrc64Nvme, type Digest } from "./crc.ts";

export const CHECKSUM_ALGORITHMS = ["CRC32", "CRC32C", "CRC64NVME", "SHA1", "SHA256"] as const;
export type ChecksumAlgorithm = (typeof CHECKSUM_ALGORITHMS)[number];

/** The checksums S3 knows: https://docs.aws.amazon.com/AmazonS3/latest/userguide/checking-object-integrity-upload.html */
export function createChecksum(algorithm: ChecksumAlgorithm | "MD5"): Digest {
  if (algorithm === "CRC32") return createCrc32();
  if (algorithm === "CRC32C") return createCrc32c();
  if (algorithm === "CRC64NVME") return createCrc64Nvme();
  return createHash(algorithm.toLowerCase());
}

export function isChecksumAlgorithm(name: string | undefined): name is ChecksumAlgorithm {
  return CHECKSUM_ALGORITHMS.includes(name as ChecksumAlgorithm);
}

/** `CRC32` → `x-amz-checksum-crc32`, as header and as trailer. */
export function checksumHeader(algorithm: ChecksumAlgorithm): string {
  return `x-amz-checksum-${algorithm.toLowerCase()}`;
}

/** `CRC32` → `ChecksumCRC32`, as XML element. */
export function checksumElement(algorithm: ChecksumAlgorithm): string {
  return `Checksum${algorithm}`;
}
