import { expect, test } from "vitest";
import { rewritePaths } from "./rewrite-paths.ts";

const places = [
  { containerPath: "/data", hostPath: "/host/data" },
  { containerPath: "/data/deep", hostPath: "/host/deep" },
];

test.each([
  ["/data/x", "/host/data/x"],
  ["--in=/data --out=/data/deep/y", "--in=/host/data --out=/host/deep/y"],
  ['{"dir":"/data"}', '{"dir":"/host/data"}'],
  ["/database /data.old /data-1", "/database /data.old /data-1"],
  ["/other/data", "/other/data"],
])("%s becomes %s", (text, rewritten) => {
  expect(rewritePaths(text, places)).toBe(rewritten);
});
