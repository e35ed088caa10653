import { crc32 } from "node:zlib";

export type Digest = { update(chunk: Uint8Array): void; digest(): Buffer };

export function createCrc32(): Digest {
  let value = 0;
  return {
    update: (chunk) => {
      value = crc32(chunk, value);
    },
    digest: () => uint32(value),
  };
}

const CRC32C_TABLE = Uint32Array.from({ length: 256 }, (_, index) => {
  let value = index;
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ 0x82f63b78 : value >>> 1;
  return value;
});

/** Castagnoli's polynomial, RFC 3720 appendix B.4. */
export function createCrc32c(): Digest {
  let value = 0xffffffff;
  return {
    update(chunk) {
      for (let at = 0; at < chunk.length; at++) {
        value = (CRC32C_TABLE[(value ^ (chunk[at] as number)) & 0xff] as number) ^ (value >>> 8);
      }
    },
    digest: () => uint32(~value >>> 0),
  };
}

/** Two 32-bit halves instead of a BigInt, which would be some fifty times slower. */
const NVME = (() => {
  const high = new Uint32Array(256);
  const low = new Uint32Array(256);
  for (let index = 0; index < 256; index++) {
    let h = 0;
    let l = index;
    for (let bit = 0; bit < 8; bit++) {
      const carry = l & 1;
      l = ((l >>> 1) | (h << 31)) >>> 0;
      h = h >>> 1;
      if (carry) {
        h = (h ^ 0x9a6c9329) >>> 0;
        l = (l ^ 0xac4bc9b5) >>> 0;
      }
    }
    high[index] = h;
    low[index] = l;
  }
  return { high, low };
})();

/** CRC-64/NVME: reflected polynomial 9A6C9329AC4BC9B5, start and final XOR all ones. */
export function createCrc64Nvme(): Digest {
  let high = 0xffffffff;
  let low = 0xffffffff;
  return {
    update(chunk) {
      for (let at = 0; at < chunk.length; at++) {
        const index = (low ^ (chunk[at] as number)) & 0xff;
        low = (((low >>> 8) | (high << 24)) ^ (NVME.low[index] as number)) >>> 0;
        high = ((high >>> 8) ^ (NVME.high[index] as number)) >>> 0;
      }
    },
    digest: () => Buffer.concat([uint32(~high >>> 0), uint32(~low >>> 0)]),
  };
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value >>> 0);
  return bytes;
}
