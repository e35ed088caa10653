import { describe, expect, test } from "vitest";
import { quantity, quotaExceeded, quotaUse } from "./quota.ts";

test.each([
  ["0", 0],
  ["1", 1],
  ["100m", 0.1],
  ["1.5", 1.5],
  ["2k", 2000],
  ["1Ki", 1024],
  ["8Gi", 8 * 1024 ** 3],
  ["1e3", 1000],
  ["12E", 12e18],
])("the quantity %s is %d", (text, value) => {
  expect(quantity(text)).toBeCloseTo(value, 9);
});

const demand = { cpuRequest: 1, cpuLimit: 2, memoryRequest: 1024 ** 3, memoryLimit: 1024 ** 3 };
const quota = (hard: Record<string, string>, used: Record<string, string>) => [
  { metadata: { name: "compute" }, status: { hard, used } },
];

describe("a quota", () => {
  test("has room up to its last millicore", () => {
    expect(quotaExceeded(quotaUse(quota({ "requests.cpu": "4" }, { "requests.cpu": "3" }), demand))).toBeUndefined();
    expect(quotaExceeded(quotaUse(quota({ "requests.cpu": "4" }, { "requests.cpu": "3001m" }), demand))).toMatchObject({
      resource: "requests.cpu",
    });
  });

  test("counts pods and Jobs, and leaves out what a Job does not ask for", () => {
    expect(quotaExceeded(quotaUse(quota({ pods: "2", services: "0" }, { pods: "2" }), demand))).toMatchObject({
      resource: "pods",
      used: 2,
      hard: 2,
    });
    expect(quotaUse(quota({ services: "0" }, {}), demand)).toEqual([]);
  });
});
