import { open, rm } from "node:fs/promises";
import { type ChecksumAlgorithm, createChecksum } from "../signing/checksum.ts";
import type { Bucket } from "./bucket.ts";
import type { Payload } from "./read-payload.ts";
import type { Store } from "./store.ts";

/** Writes content into a new blob of the bucket and digests it on the way; leaves nothing behind when the content breaks off. */
export async function writeBlob(
  store: Store,
  bucket: Bucket,
  content: AsyncIterable<Buffer>,
  algorithm: ChecksumAlgorithm,
  check?: (payload: Payload, sha256Hex: string) => void,
): Promise<Payload> {
  const digests = { checksum: createChecksum(algorithm), md5: createChecksum("MD5"), sha256: createChecksum("SHA256") };
  const { id, path } = store.newBlob(bucket);
  const file = await open(path, "wx");
  try {
    let sizeBytes = 0;
    for await (const chunk of content) {
      sizeBytes += chunk.length;
      for (const digest of Object.values(digests)) digest.update(chunk);
      for (let at = 0; at < chunk.length; ) at += (await file.write(chunk, at)).bytesWritten;
    }
    const checksum = { algorithm, value: digests.checksum.digest().toString("base64") };
    const payload = { blob: { id, sizeBytes }, md5: digests.md5.digest(), checksum };
    check?.(payload, digests.sha256.digest().toString("hex"));
    return payload;
  } catch (error) {
    await rm(path, { force: true });
    throw error;
  } finally {
    await file.close();
  }
}
