import { createHash } from "node:crypto";
import { crc32 } from "node:zlib";
import type { GetObjectCommandOutput } from "@aws-sdk/client-s3";

/** A checksum over the whole object, fed chunk by chunk, that lives on when a broken download is resumed. */
export type RunningChecksum = { name: string; expected: string; update(chunk: Uint8Array): void; digest(): string };

/** The known SHA-256, else one that S3 sent and Node can compute; undefined when there is neither. */
export function runningChecksum(
  sha256: string | undefined,
  answer: GetObjectCommandOutput,
): RunningChecksum | undefined {
  if (sha256) return sha256Checksum(sha256);
  if (!coversWhole(answer)) return undefined;
  if (answer.ChecksumSHA256) return sha256Checksum(answer.ChecksumSHA256);
  if (answer.ChecksumCRC32) return crc32Checksum(answer.ChecksumCRC32);
  return undefined;
}

/** True where only the SDK can compute the checksum that S3 sent, which it does over one whole body. */
export function isSummedBySdk(answer: GetObjectCommandOutput): boolean {
  const sums = [answer.ChecksumCRC32C, answer.ChecksumCRC64NVME, answer.ChecksumSHA1];
  return coversWhole(answer) && sums.some((sum) => sum !== undefined);
}

/** A multipart object may have a checksum of its parts' checksums, which no one can compare with the bytes. */
function coversWhole(answer: GetObjectCommandOutput): boolean {
  return answer.ChecksumType !== "COMPOSITE";
}

function sha256Checksum(expected: string): RunningChecksum {
  const hash = createHash("sha256");
  return { name: "sha256", expected, update: (chunk) => void hash.update(chunk), digest: () => hash.digest("base64") };
}

/** S3 gives CRC-32 as the base64 of four big-endian bytes (S3 User Guide, "Checking object integrity"). */
function crc32Checksum(expected: string): RunningChecksum {
  let sum = 0;
  return {
    name: "crc32",
    expected,
    update: (chunk) => {
      sum = crc32(chunk, sum);
    },
    digest: () => {
      const bytes = Buffer.alloc(4);
      bytes.writeUInt32BE(sum);
      return bytes.toString("base64");
    },
  };
}
