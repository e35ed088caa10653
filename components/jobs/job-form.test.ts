import { expect, test } from "vitest";
import { jobsOf } from "#demo/jobs.ts";
import { parseSpec } from "#lib/jobs/parse-spec.ts";
import { emptyJob, jobFormOf, ownErrorsOf, specOf } from "./job-form.ts";

const full = {
  image: { repository: "orders/report", tag: "1" },
  program: { kind: "inline", code: "print(1)\n" },
  secrets: [{ name: "orders/db", key: "password", file: "db", env: "DB_FILE" }],
  resources: { cpuRequestMillis: 100, cpuLimitMillis: 1000, memoryRequestMiB: 64, memoryLimitMiB: 512 },
  pod: {
    nodeSelector: { disk: "fast" },
    tolerations: [{ key: "batch", value: "yes", effect: "NoSchedule" }, { key: "spot" }],
    pullSecrets: ["registry"],
    volumes: [{ kind: "memory", name: "cache", mountPath: "/cache", sizeMiB: 64 }],
  },
};

test.each([
  ...jobsOf.map(({ name, type, spec }) => ({ name, type, spec })),
  { name: "Full", type: "python", spec: full },
])("$name is saved from the form as it was, where nothing was changed", ({ name, type, spec }) => {
  const saved = parseSpec(type, spec);
  const form = jobFormOf({ name, type, spec: saved as unknown as Record<string, unknown>, rowVersion: 1 });
  expect(parseSpec(type, specOf(form))).toEqual(saved);
});

test("a new job lacks a name, and says so before it is sent", () => {
  expect(ownErrorsOf(emptyJob)).toEqual({ name: "required" });
});

test("what is no number is told at its field", () => {
  const form = { ...emptyJob, name: "x", retries: "", size: { ...emptyJob.size, cpuLimit: "one" } };
  expect(ownErrorsOf(form)).toEqual({ retries: "number", "resources.cpuLimitMillis": "number" });
});
