import { createHash } from "node:crypto";
import { crc32 } from "node:zlib";

/** A checksum over the whole object, fed chunk by chunk, that lives on when a broken download is resumed. */
export type RunningChecksum = { name: string; expected: string; update(chunk: Uint8Array): void; digest(): string };

export function sha256Checksum(expected: string): RunningChecksum {
  const hash = createHash("sha256");
  return { name: "sha256", expected, update: (chunk) => void hash.update(chunk), digest: () => hash.digest("base64") };
}

/** S3 gives CRC-32 as the base64 of four big-endian bytes (S3 User Guide, "Checking object integrity"). */
export function crc32Checksum(expected: string): RunningChecksum {
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
