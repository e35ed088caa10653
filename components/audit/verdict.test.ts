import { describe, expect, test } from "vitest";
import type { AnchorsView } from "#lib/audit/client.ts";
import { verdictOf } from "./verdict.ts";

const walk = { rows: 9, of: 9, last: null, broken: null, ended: true };
type Bucket = AnchorsView["buckets"][number];
const bucket = (change: Partial<Bucket> = {}): Bucket => ({
  bucket: "logs",
  clusters: ["a"],
  anchors: 3,
  newest: null,
  contradiction: null,
  otherTrails: 0,
  problem: null,
  ...change,
});
const anchors = (...buckets: Bucket[]): AnchorsView => ({ trail: "t", head: null, buckets });
const away = bucket({ anchors: 0, problem: { code: "unreachable", message: "away" } });
const cut = bucket({ contradiction: { what: "cut-off", sequence: 9, after: 5 } });

describe("what verifying comes to", () => {
  test.each([
    ["whole", walk, anchors(bucket(), bucket())],
    ["partly", walk, anchors(bucket(), away)],
    ["partly", walk, anchors(bucket(), bucket({ anchors: 0 }))],
    ["unanchored", walk, anchors()],
    ["unanchored", walk, anchors(away)],
    ["unanchored", walk, anchors(bucket({ anchors: 0, otherTrails: 2 }))],
    ["broken", walk, anchors(bucket(), cut)],
    ["broken", { ...walk, ended: false }, anchors(cut)],
    ["broken", { ...walk, broken: { sequence: 3, what: "edited" as const } }, undefined],
    [undefined, walk, undefined],
    [undefined, { ...walk, ended: false }, anchors(bucket())],
  ])("is %s", (verdict, walked, told) => {
    expect(verdictOf(walked, told)).toBe(verdict);
  });
});
