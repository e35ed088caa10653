import { expect, test } from "vitest";
import { askedOf, formOf, formPathOf, type LaunchForm, problemsOf, variableOf } from "./launch-form.ts";

const job = { jobId: "job", versionId: "version" };
const spec = {
  image: { repository: "orders/report", tag: "1" },
  args: ["a b", ""],
  env: [{ name: "MODE", value: "" }],
  files: [{ key: "input/a.csv", path: "a.csv" }],
  secrets: [{ name: "orders/db", file: "db", env: "DB_FILE" }],
  resources: { cpuRequestMillis: 100, cpuLimitMillis: 1000, memoryRequestMiB: 64, memoryLimitMiB: 512 },
  pod: {},
  deadlineMinutes: 30,
  retries: 2,
};
const start = formOf({ spec, lastPlacement: null, projectSlug: "orders" }, { clusterId: "c", namespaceId: "n" });
const complete: LaunchForm = {
  ...start,
  bucket: { id: "b", name: "bucket", unused: false },
  repository: { id: "r", name: "orders/report" },
  secrets: start.secrets.map((secret) => ({ ...secret, id: "s" })),
};

test("a complete form asks for exactly what the job was saved with", () => {
  expect(problemsOf(complete)).toEqual([]);
  expect(askedOf(complete, job)?.asked).toEqual({
    jobId: "job",
    jobVersionId: "version",
    placement: { clusterId: "c", namespaceId: "n" },
    choices: {
      bucketId: "b",
      image: { repositoryId: "r", tag: "1" },
      files: spec.files,
      secrets: [{ resourceId: "s", file: "db", env: "DB_FILE" }],
      args: spec.args,
      env: spec.env,
      resources: spec.resources,
      deadlineMinutes: 30,
      retries: 2,
    },
  });
});

test("what the placement lacks is a problem with its name, and the rest is asked about meanwhile", () => {
  const missing = { ...complete, secrets: start.secrets };
  expect(problemsOf(missing)).toEqual([
    { path: "secrets.0.resourceId", code: "secret-missing", params: { name: "orders/db" } },
  ]);
  expect(askedOf(missing, job)?.asked.choices.secrets).toEqual([]);
});

test("without a placement, an image or a readable number nothing is asked", () => {
  for (const part of [
    { namespaceId: null },
    { repository: { id: null, name: "x" } },
    { tag: "" },
    { retries: "two" },
    { size: { ...complete.size, cpuLimit: "" } },
  ])
    expect(askedOf({ ...complete, ...part }, job)).toBeUndefined();
});

test("a limit below what is asked for is told at the limit", () => {
  const small = { ...complete, size: { ...complete.size, memoryLimit: "1" } };
  expect(problemsOf(small).map(({ path, code }) => [path, code])).toEqual([
    ["resources.memoryLimitMiB", "below-request"],
  ]);
});

test("what the server says of a secret is shown at its line, though lines before it were left out", () => {
  const two = {
    ...complete,
    secrets: [...start.secrets, { row: 2, id: "s2", name: "x", key: "", file: "x", env: "9" }],
  };
  const rows = askedOf(two, job)?.secretRows ?? [];
  expect(formPathOf("choices.secrets.0.env", rows)).toBe("secrets.1.env");
  expect(formPathOf("choices.resources.cpuLimitMillis", rows)).toBe("resources.cpuLimitMillis");
});

test("a variable is named after the file whose path it holds", () => {
  expect(variableOf("db-password")).toBe("DB_PASSWORD_FILE");
});
