/**
 * Hands out one loopback address a pod, so that two pods may listen on the same port. Linux answers on all of 127/8;
 * elsewhere only 127.0.0.1 is to be had, and ports may collide.
 */
export function createAddressPool(seed: string) {
  const taken = new Map<string, string>();
  // Nodes on one machine start at different places of 127.16.0.0 – 127.95.255.255, below the service range 127.96/16.
  let next = [...seed].reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) % 5_000_000, 7);
  return {
    take(podUid: string): string {
      if (process.platform !== "linux") return "127.0.0.1";
      const held = taken.get(podUid);
      if (held) return held;
      const inUse = new Set(taken.values());
      let address: string;
      do {
        next = (next + 1) % (80 * 65_536);
        address = `127.${16 + (next >> 16)}.${(next >> 8) & 255}.${next & 255}`;
      } while (inUse.has(address) || (next & 255) === 0 || (next & 255) === 255);
      taken.set(podUid, address);
      return address;
    },
    release(podUid: string) {
      taken.delete(podUid);
    },
  };
}
