import { fc, test } from "@fast-check/vitest";
import { expect } from "vitest";
import { mergeLines, parseLogLine } from "./merge-lines.ts";

test("times of different precision compare as the moments they are", () => {
  const early = parseLogLine("init", "2026-11-22T08:00:14.12Z a");
  const late = parseLogLine("main", "2026-11-22T08:00:14.125000001Z b");
  expect(mergeLines([[late], [early]]).map(({ text }) => text)).toEqual(["a", "b"]);
});

test("a line keeps its spaces, and one without a time keeps its text", () => {
  expect(parseLogLine("main", "2026-11-22T08:00:14Z   indented").text).toBe("  indented");
  expect(parseLogLine("main", "no time")).toEqual({ container: "main", text: "no time" });
});

const log = (container: string) =>
  fc
    .array(fc.nat(99), { maxLength: 20 })
    .map((seconds) =>
      seconds
        .toSorted((a, b) => a - b)
        .map((second, index) => ({ container, at: String(second).padStart(3, "0"), text: `${container} ${index}` })),
    );

test.prop([log("a"), log("b"), log("c")])(
  "every line of every container is there once, in time and in its own order",
  (...logs) => {
    const merged = mergeLines(logs);
    expect(merged.map(({ at }) => at)).toEqual(merged.map(({ at }) => at).toSorted());
    for (const one of logs) expect(merged.filter(({ container }) => container === one[0]?.container)).toEqual(one);
  },
);
