import { describe, expect, test } from "vitest";
import { decode } from "#lib/clusters/kubernetes-json.ts";
import en from "#messages/en.json" with { type: "json" };
import zh from "#messages/zh-CN.json" with { type: "json" };
import { batchJobStatus } from "./batch-job-status.ts";
import { podTrouble } from "./pod-trouble.ts";

const at = "2026-03-01T10:00:00Z";

const batchJob = (condition?: { type: string; reason?: string; message?: string }) =>
  decode("Job", {
    metadata: { name: "sw-x-1", uid: "u1", creationTimestamp: at },
    spec: { activeDeadlineSeconds: 1800 },
    status: { conditions: condition ? [{ status: "True", lastTransitionTime: at, ...condition }] : [] },
  });

const failed = (reason = "BackoffLimitExceeded") =>
  batchJob({ type: "Failed", reason, message: "Job has reached the specified backoff limit" });

const pod = (status: object) =>
  decode("Pod", {
    metadata: { name: "sw-x-1-abcde", creationTimestamp: at },
    spec: {
      nodeName: "node-1",
      initContainers: [{ name: "init", resources: { limits: { memory: "256Mi" } } }],
      containers: [{ name: "main", resources: { limits: { memory: "1Gi" } } }],
    },
    status,
  });

const container = (name: string, state: object) => ({
  name,
  image: "registry.example/orders:1",
  imageID: "",
  ready: false,
  restartCount: 0,
  state,
});
const main = (state: object) => pod({ containerStatuses: [container("main", state)] });
const init = (state: object) => pod({ initContainerStatuses: [container("init", state)] });
const ended = (exitCode: number, more: object = {}) => ({
  terminated: { exitCode, reason: "Error", startedAt: at, finishedAt: at, ...more },
});
const waiting = (reason: string, message: string) => ({ waiting: { reason, message } });
const unschedulable = pod({
  phase: "Pending",
  conditions: [
    {
      type: "PodScheduled",
      status: "False",
      reason: "Unschedulable",
      message: "0/3 nodes are available: 3 Insufficient cpu.",
    },
  ],
});
const disrupted = (reason: string) =>
  pod({ conditions: [{ type: "DisruptionTarget", status: "True", reason, message: "tainted" }] });

describe("an attempt that has not ended", () => {
  test.each([
    ["no pod yet", [], "pending"],
    ["a pod without a word", [pod({ phase: "Pending" })], "pending"],
    ["the init container runs", [init({ running: { startedAt: at } })], "pending"],
    ["main runs", [main({ running: { startedAt: at } })], "running"],
    ["main has ended, the controller has not counted it", [main(ended(0))], "running"],
    ["main has failed, the controller has not counted it", [main(ended(1))], "running"],
  ])("%s: %s", (_, pods, state) => {
    expect(batchJobStatus(batchJob(), pods)).toEqual({ state });
  });

  test("criteria that are met are not yet an end", () => {
    expect(batchJobStatus(batchJob({ type: "SuccessCriteriaMet" }), [main(ended(0))]).state).toBe("running");
    expect(batchJobStatus(batchJob({ type: "FailureTarget" }), [main(ended(1))]).state).toBe("running");
  });
});

const unknownTag = 'failed to resolve reference "registry.example/orders:9": not found';
const troubles: [string, ReturnType<typeof pod>, string, number][] = [
  ["a second failed pull", main(waiting("ImagePullBackOff", "Back-off pulling image")), "image-pull", 0],
  ["a manifest that is not there", main(waiting("ErrImagePull", unknownTag)), "image-pull", 0],
  ["a refused pull", main(waiting("ErrImagePull", "pull access denied, 403 Forbidden")), "image-pull", 0],
  ["a registry out of breath", main(waiting("ErrImagePull", "dial tcp: i/o timeout")), "image-pull", 600],
  ["the init image", init(waiting("ImagePullBackOff", "Back-off pulling image")), "image-pull", 0],
  ["a name that is none", main(waiting("InvalidImageName", "couldn't parse image")), "image-name", 0],
  [
    "a Secret that is not there",
    main(waiting("CreateContainerConfigError", 'secret "s3-key" not found')),
    "container-config",
    30,
  ],
  ["a runtime that fails", main(waiting("CreateContainerError", "context deadline exceeded")), "container-create", 60],
  ["no room", unschedulable, "unschedulable", 600],
];

describe("a trouble is told with its upstream message and has bounded patience", () => {
  test.each(troubles)("%s", (_, one, code, patienceSeconds) => {
    expect(podTrouble(one)).toMatchObject({ code, patienceSeconds });
    expect(batchJobStatus(batchJob(), [one])).toMatchObject({ state: "pending", reason: { code } });
    expect(String(podTrouble(one)?.params.message)).not.toBe("");
  });

  test("a container that waits for its turn is no trouble", () => {
    expect(podTrouble(main(waiting("PodInitializing", "")))).toBeUndefined();
    expect(podTrouble(main(waiting("ContainerCreating", "")))).toBeUndefined();
  });
});

const oom = { reason: "OOMKilled" };
const failures: [string, ReturnType<typeof pod>[], string, object][] = [
  [
    "an exit code",
    [main(ended(3, { message: "start\nboom: no orders\n\n" }))],
    "exit-code",
    { exitCode: 3, lastLine: "boom: no orders" },
  ],
  ["a signal", [main(ended(143))], "killed", { signal: "SIGTERM" }],
  ["a kill that is no memory's", [main(ended(137))], "killed", { signal: "SIGKILL" }],
  ["memory", [main(ended(137, oom))], "out-of-memory", { container: "main", limitMiB: 1024 }],
  ["memory of init", [init(ended(137, oom))], "out-of-memory", { container: "init", limitMiB: 256 }],
  [
    "init",
    [init(ended(1, { message: "secret orders/db: access denied\n" }))],
    "init-failed",
    { message: "secret orders/db: access denied" },
  ],
  [
    "a program that is not there",
    [main(ended(128, { reason: "StartError", message: 'exec: "x": not found' }))],
    "container-start",
    { message: 'exec: "x": not found' },
  ],
  [
    "an eviction",
    [pod({ reason: "Evicted", message: "low on memory" })],
    "evicted",
    { node: "node-1", message: "low on memory" },
  ],
  ["an API eviction", [disrupted("EvictionByEvictionAPI")], "evicted", { message: "tainted" }],
  ["a tainted node", [disrupted("DeletionByTaintManager")], "node-lost", { node: "node-1" }],
  ["a node that is gone", [disrupted("DeletionByPodGC")], "node-lost", { node: "node-1" }],
  [
    "a container nobody knows of",
    [main(ended(137, { reason: "ContainerStatusUnknown" }))],
    "node-lost",
    { node: "node-1" },
  ],
  ["a pod that is gone", [], "pod-gone", {}],
];

describe("an attempt that has ended", () => {
  test("a complete Job has succeeded, whatever its pods say", () => {
    expect(batchJobStatus(batchJob({ type: "Complete" }), [])).toEqual({ state: "succeeded" });
  });

  test("a deadline is told in minutes", () => {
    const reason = { code: "deadline", params: { minutes: 30 } };
    expect(batchJobStatus(failed("DeadlineExceeded"), [main(ended(137))])).toEqual({ state: "failed", reason });
  });

  test.each(failures)("fails by %s", (_, pods, code, params) => {
    expect(batchJobStatus(failed(), pods)).toMatchObject({ state: "failed", reason: { code, params } });
  });

  test("the newest pod counts", () => {
    const older = main(ended(1));
    const newer = main(ended(2));
    if (newer.metadata) newer.metadata.creationTimestamp = new Date("2026-03-01T10:00:05Z");
    expect(batchJobStatus(failed(), [newer, older]).reason).toMatchObject({ params: { exitCode: 2 } });
  });
});

test("every reason has a sentence in both languages", () => {
  const codes = [...troubles.map(([, , code]) => code), ...failures.map(([, , code]) => code), "deadline"];
  for (const code of codes) {
    expect(en.runReason).toHaveProperty(code);
    expect(zh.runReason).toHaveProperty(code);
  }
});
