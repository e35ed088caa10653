import type { AnchorsView } from "#lib/audit/client.ts";
import type { Walk } from "./use-verify.ts";

type Bucket = AnchorsView["buckets"][number];

/** What one bucket says. `renamed`: it knows other trails, and nothing of this one. */
export type BucketVerdict = "agrees" | "cut-off" | "rewritten" | "unread" | "renamed" | "none";

export function bucketVerdict({ problem, contradiction, anchors, otherTrails }: Bucket): BucketVerdict {
  if (problem) return "unread";
  if (contradiction) return contradiction.what;
  if (anchors > 0) return "agrees";
  return otherTrails > 0 ? "renamed" : "none";
}

/**
 * What all of it comes to: `broken` by a row or by an anchor, `whole` where the chain holds and every bucket agrees, `unanchored` where
 * no bucket says anything, `partly` where some could not be asked. undefined while something is still out.
 */
export function verdictOf(
  walk: Walk,
  anchors: AnchorsView | undefined,
): "broken" | "whole" | "unanchored" | "partly" | undefined {
  const buckets = anchors?.buckets.map(bucketVerdict) ?? [];
  if (walk.broken || buckets.includes("cut-off") || buckets.includes("rewritten")) return "broken";
  if (!walk.ended || !anchors) return undefined;
  if (!buckets.includes("agrees")) return "unanchored";
  return buckets.every((each) => each === "agrees") ? "whole" : "partly";
}
