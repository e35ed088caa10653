import { fc, test } from "@fast-check/vitest";
import { expect } from "vitest";
import { durationParts } from "./duration-parts.ts";

test("each size of duration is told in its two largest units", () => {
  expect(durationParts(42)).toEqual({ unit: "milliseconds", value: "42" });
  expect(durationParts(1600)).toEqual({ unit: "seconds", value: "1.6" });
  expect(durationParts(59_960)).toEqual({ unit: "minutes", minutes: 1, seconds: 0 });
  expect(durationParts(3_725_000)).toEqual({ unit: "hours", hours: 1, minutes: 2 });
  expect(durationParts(90_000_000)).toEqual({ unit: "days", days: 1, hours: 1 });
});

test.prop([fc.double({ min: -1e6, max: 1e12, noNaN: true })])("no part ever reaches its next unit", (ms) => {
  const parts = durationParts(ms);
  if (parts.unit === "seconds") expect(Number(parts.value)).toBeLessThan(60);
  if (parts.unit === "minutes") expect(Math.max(parts.seconds, parts.minutes)).toBeLessThan(60);
  if (parts.unit === "hours") expect(parts.minutes).toBeLessThan(60);
  if (parts.unit === "days") expect(parts.hours).toBeLessThan(24);
});
