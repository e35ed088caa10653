import type { Link } from "./check-link.ts";

/** Below this every Slipway keeps the anchors of its trail, in a folder named by the trail's identity. */
export const anchorRoot = "slipway/audit/";

/** A trail is known by the hash of its first row. */
export const anchorFolder = (identity: string) => `${anchorRoot}${identity}/`;

/**
 * The name of the object that says: row `sequence` has this hash. All that matters stands in the name, so that a listing reads a
 * thousand anchors at once, and a trail that was written anew leaves a second object beside the first, never in its place.
 */
export const anchorKey = (identity: string, { sequence, hash }: Link) =>
  `${anchorFolder(identity)}${String(sequence).padStart(16, "0")}-${hash}.json`;

/** What an object's name says; undefined where it is not an anchor's. */
export function readAnchorKey(key: string): Link | undefined {
  const [, sequence, hash] = /\/(\d{16})-([0-9a-f]{64})\.json$/.exec(key) ?? [];
  return sequence && hash ? { sequence: Number(sequence), hash } : undefined;
}
