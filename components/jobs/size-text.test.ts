import fc from "fast-check";
import { expect, test } from "vitest";
import { millisOf, resourcesOf, sizeTextOf, wholeOf } from "./size-text.ts";

test("every size is shown so that it is read back as it was", () => {
  fc.assert(
    fc.property(fc.integer({ min: 10, max: 64_000 }), fc.integer({ min: 16, max: 1_000_000 }), (cpu, memory) => {
      const resources = {
        cpuRequestMillis: cpu,
        cpuLimitMillis: cpu * 2,
        memoryRequestMiB: memory,
        memoryLimitMiB: memory + 1,
      };
      expect(resourcesOf(sizeTextOf(resources))).toEqual({ resources, errors: {} });
    }),
  );
});

test("a comma is a decimal point, and what is no number is none", () => {
  expect(millisOf("0,5")).toBe(500);
  expect(millisOf(" 2 ")).toBe(2000);
  for (const text of ["", "-1", "1e3", "0.0001", "half"]) expect(millisOf(text)).toBeNull();
  expect(wholeOf("1.5")).toBeNull();
});

test("a limit below the request is told at the limit", () => {
  const text = { cpuRequest: "2", cpuLimit: "1", memoryRequest: "64", memoryLimit: "64" };
  expect(resourcesOf(text)).toEqual({ errors: { cpuLimitMillis: "below-request" } });
});
