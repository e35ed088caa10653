import { describe, expect, test } from "vitest";
import type { LaunchChoices } from "#lib/runs/schema.ts";
import { checkChoices } from "./check-choices.ts";
import type { Placement, ResourceOption } from "./explain-placement.ts";

const resource = (id: string, more: Partial<ResourceOption> = {}): ResourceOption => ({
  id,
  name: id,
  region: "eu-central-1",
  residency: "eu",
  arn: null,
  cloudAccountId: "account",
  access: ["read"],
  prefixes: [""],
  obstacle: null,
  ...more,
});
const closed = { code: "not-bound", params: {} };

const placement: Placement = {
  clusters: [
    { id: "cluster", name: "cluster", type: "eks", region: "eu", residency: "eu", inTrouble: false, obstacle: null },
  ],
  namespaces: [
    { id: "open", name: "open", expiresAt: null, obstacle: null },
    { id: "theirs", name: "theirs", expiresAt: null, obstacle: { code: "not-granted", params: {} } },
  ],
  serviceAccount: { id: "sa", name: "sa", roleArn: null, roleBy: null, accessKeySecret: "key", vaultRole: null },
  serviceAccountObstacle: null,
  cloudAccount: null,
  buckets: [resource("bucket"), resource("reports", { prefixes: ["reports/"] })],
  repositories: [resource("repository"), resource("closed-repository", { obstacle: closed })],
  secrets: [resource("secret"), resource("closed-secret", { obstacle: closed })],
};
const choices: LaunchChoices = {
  image: { repositoryId: "repository", tag: "1" },
  files: [],
  secrets: [],
  args: [],
  env: [],
  resources: { cpuRequestMillis: 100, cpuLimitMillis: 100, memoryRequestMiB: 64, memoryLimitMiB: 64 },
  deadlineMinutes: 1,
  retries: 0,
};
const where = { clusterId: "cluster", namespaceId: "open" };
const codes = (chosen: Partial<LaunchChoices>, at = where) =>
  checkChoices(placement, at, { ...choices, ...chosen }).obstacles.map(({ code }) => code);
const secret = (resourceId: string, file: string, env: string) => ({ resourceId, file, env });

describe("the choices of a launch", () => {
  test("pass when each is offered and open", () => {
    expect(
      codes({ bucketId: "bucket", files: [{ key: "a", path: "a" }], secrets: [secret("secret", "s", "S")] }),
    ).toEqual([]);
  });

  test.each([
    ["a cluster that is not there", {}, { ...where, clusterId: "other" }, "unknown-cluster"],
    ["another team's namespace", {}, { ...where, namespaceId: "theirs" }, "not-granted"],
    ["a namespace of another cluster", {}, { ...where, namespaceId: "elsewhere" }, "unknown-namespace"],
    ["a repository that is not bound", { image: { repositoryId: "closed-repository", tag: "1" } }, where, "not-bound"],
    ["a secret that is not bound", { secrets: [secret("closed-secret", "s", "S")] }, where, "not-bound"],
    ["a secret of another account", { secrets: [secret("stranger", "s", "S")] }, where, "unknown-secret"],
    ["a bucket in place of a repository", { image: { repositoryId: "bucket", tag: "1" } }, where, "unknown-repository"],
    ["files without a bucket", { files: [{ key: "a", path: "a" }] }, where, "files-without-bucket"],
    [
      "a key outside of the bound prefix",
      { bucketId: "reports", files: [{ key: "secret/a", path: "a" }] },
      where,
      "outside-prefix",
    ],
    [
      "two files in one place",
      {
        bucketId: "bucket",
        files: [
          { key: "a", path: "x" },
          { key: "b", path: "x" },
        ],
      },
      where,
      "twice",
    ],
    [
      "a secret's variable that the job sets too",
      { secrets: [secret("secret", "s", "S")], env: [{ name: "S", value: "" }] },
      where,
      "twice",
    ],
  ])("are refused for %s", (_what, chosen, at, code) => {
    expect(codes(chosen, at)).toEqual([code]);
  });

  test("name every obstacle, not the first alone", () => {
    const chosen = {
      image: { repositoryId: "closed-repository", tag: "1" },
      secrets: [secret("closed-secret", "s", "S")],
    };
    expect(codes(chosen, { ...where, namespaceId: "theirs" })).toEqual(["not-granted", "not-bound", "not-bound"]);
  });
});
