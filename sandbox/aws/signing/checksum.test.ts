import { expect, test } from "vitest";
import { createChecksum } from "./checksum.ts";

// Check values of the catalogue of parametrised CRC algorithms (input "123456789") and of FIPS 180-4.
test.each([
  ["CRC32", "cbf43926"],
  ["CRC32C", "e3069283"],
  ["CRC64NVME", "ae8b14860a799888"],
  ["SHA1", "f7c3bc1d808e04732adf679965ccc34ca7ae3441"],
  ["SHA256", "15e2b0d3c33891ebb0f1ef609ec419420c20e320ce94c65fbc8c3312448eb225"],
] as const)("%s of 123456789, in one piece or in many", (algorithm, expected) => {
  for (const pieces of [["123456789"], [..."123456789"], ["", "1234", "56789"]]) {
    const checksum = createChecksum(algorithm);
    for (const piece of pieces) checksum.update(Buffer.from(piece));
    expect(checksum.digest().toString("hex")).toBe(expected);
  }
});
