import { describe, expect, test } from "vitest";
import { quotaLines } from "./namespace-quota.ts";

const quota = (name: string, hard: Record<string, string>, used: Record<string, string> = {}) => ({
  metadata: { name },
  status: { hard, used },
});

describe("the quota of a namespace", () => {
  test("is one line each of cpu, memory and pods, requests before limits, in cores, bytes and pods", () => {
    const hard = {
      "limits.cpu": "8",
      "requests.cpu": "4",
      "limits.memory": "8Gi",
      pods: "20",
      "services.nodeports": "0",
    };
    expect(quotaLines([quota("compute", hard, { "requests.cpu": "1500m", "limits.memory": "512Mi" })])).toEqual([
      { kind: "cpu", resource: "requests.cpu", quota: "compute", used: 1.5, hard: 4 },
      { kind: "memory", resource: "limits.memory", quota: "compute", used: 512 * 1024 ** 2, hard: 8 * 1024 ** 3 },
      { kind: "pods", resource: "pods", quota: "compute", used: 0, hard: 20 },
    ]);
  });

  test("is, of several that limit the same, the one with the least left", () => {
    const wide = quota("wide", { "requests.cpu": "10" }, { "requests.cpu": "1" });
    const tight = quota("tight", { "requests.cpu": "2" }, { "requests.cpu": "1" });
    const closed = quota("closed", { "requests.cpu": "0" });
    expect(quotaLines([wide, tight])).toMatchObject([{ quota: "tight" }]);
    expect(quotaLines([wide, closed, tight])).toMatchObject([{ quota: "closed", hard: 0 }]);
  });

  test("is nothing where there is none", () => {
    expect(quotaLines([])).toEqual([]);
  });
});
