import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Body, jobNamed, startTestCluster, type TestCluster, until } from "./test-cluster.ts";

let cluster: TestCluster;
beforeAll(async () => {
  cluster = await startTestCluster();
  await startNode();
}, 120_000);
afterAll(() => cluster.stop());

/** A node that is ready and runs nothing: each test plays its kubelet. */
async function startNode() {
  const conditions = [
    {
      type: "Ready",
      status: "True",
      reason: "KubeletReady",
      lastHeartbeatTime: new Date(),
      lastTransitionTime: new Date(),
    },
  ];
  const amounts = { cpu: "2", memory: "2Gi", pods: "110" };
  await cluster.post("/api/v1/nodes", { metadata: { name: "node" } });
  await cluster.patch("/api/v1/nodes/node/status", "merge", {
    status: { conditions, capacity: amounts, allocatable: amounts },
  });
}

const jobsOf = (namespace: string) => `/apis/batch/v1/namespaces/${namespace}/jobs`;
const podsOf = (namespace: string) => `/api/v1/namespaces/${namespace}/pods`;
const condition = (object: Body, type: string) => object.status.conditions?.find((entry: Body) => entry.type === type);
const conditions = (object: Body) => (object.status.conditions ?? []).map((entry: Body) => entry.type);

async function launch(spec: object = {}, pod: object = {}) {
  const namespace = await cluster.namespace();
  const { body } = await cluster.post(jobsOf(namespace), jobNamed("j", spec, pod));
  return { namespace, job: body, read: async () => (await cluster.get(`${jobsOf(namespace)}/j`)).body as Body };
}

const podsIn = async (namespace: string): Promise<Body[]> => (await cluster.get(podsOf(namespace))).body.items;

const boundPod = (namespace: string) =>
  until("a pod with a node", async () =>
    (await podsIn(namespace)).find((pod) => pod.spec.nodeName && pod.status.phase === "Pending"),
  );

/** As a kubelet that has run the containers of a pod. */
async function end(namespace: string, pod: Body, exitCode: number) {
  const state = {
    terminated: {
      exitCode,
      reason: exitCode === 0 ? "Completed" : "Error",
      finishedAt: new Date().toISOString().replace(/\.\d+/, ""),
    },
  };
  const containerStatuses = [{ name: "main", image: "busybox", imageID: "", ready: false, restartCount: 0, state }];
  const answer = await cluster.patch(`${podsOf(namespace)}/${pod.metadata.name}/status`, "strategic", {
    status: { phase: exitCode === 0 ? "Succeeded" : "Failed", containerStatuses },
  });
  expect(answer.status).toBe(200);
}

const ended = (read: () => Promise<Body>) =>
  until("the end of the Job", async () => {
    const job = await read();
    return condition(job, "Complete") || condition(job, "Failed") ? job : undefined;
  });

const events = async (namespace: string) =>
  ((await cluster.get(`/api/v1/namespaces/${namespace}/events`)).body.items as Body[]).map(
    ({ reason, message }) => `${reason}: ${message}`,
  );

describe("a Job", { timeout: 60_000 }, () => {
  test("makes a pod that carries its name, its uid and its finalizer", async () => {
    const { namespace, job } = await launch();
    const pod = await boundPod(namespace);
    const { uid } = job.metadata;
    expect(pod.metadata).toMatchObject({
      name: expect.stringMatching(/^j-[a-z0-9]{5}$/),
      generateName: "j-",
      labels: {
        "batch.kubernetes.io/controller-uid": uid,
        "batch.kubernetes.io/job-name": "j",
        "controller-uid": uid,
        "job-name": "j",
      },
      ownerReferences: [
        { apiVersion: "batch/v1", kind: "Job", name: "j", uid, controller: true, blockOwnerDeletion: true },
      ],
      finalizers: ["batch.kubernetes.io/job-tracking"],
    });
    expect(pod.spec.nodeName).toBe("node");
    await expect
      .poll(() => events(namespace), { timeout: 10_000 })
      .toEqual(
        expect.arrayContaining([
          `SuccessfulCreate: Created pod: ${pod.metadata.name}`,
          `Scheduled: Successfully assigned ${namespace}/${pod.metadata.name} to node`,
        ]),
      );
  });

  test("is Complete after SuccessCriteriaMet, with its pod counted and released", async () => {
    const { namespace, read } = await launch();
    const pod = await boundPod(namespace);
    await expect.poll(async () => (await read()).status.active, { timeout: 10_000 }).toBe(1);
    await end(namespace, pod, 0);
    const job = await ended(read);
    expect(conditions(job)).toEqual(["SuccessCriteriaMet", "Complete"]);
    expect(condition(job, "Complete")).toMatchObject({
      status: "True",
      reason: "CompletionsReached",
      message: "Reached expected number of succeeded pods",
    });
    expect(job.status).toMatchObject({
      succeeded: 1,
      startTime: expect.any(String),
      completionTime: expect.any(String),
      uncountedTerminatedPods: {},
      ready: 0,
      terminating: 0,
    });
    expect(job.status.active).toBeUndefined();
    const [left] = await podsIn(namespace);
    expect(left.metadata.finalizers).toBeUndefined();
    await expect.poll(() => events(namespace), { timeout: 10_000 }).toContain("Completed: Job completed");
  });

  test("whose pod fails at backoffLimit 0 has FailureTarget, then Failed", async () => {
    const { namespace, read } = await launch();
    await end(namespace, await boundPod(namespace), 3);
    const job = await ended(read);
    expect(conditions(job)).toEqual(["FailureTarget", "Failed"]);
    expect(condition(job, "Failed")).toMatchObject({
      reason: "BackoffLimitExceeded",
      message: "Job has reached the specified backoff limit",
    });
    expect(job.status.failed).toBe(1);
    expect(job.status.completionTime).toBeUndefined();
    await expect
      .poll(() => events(namespace), { timeout: 10_000 })
      .toContain("BackoffLimitExceeded: Job has reached the specified backoff limit");
  });

  test("fails when its pod is deleted by someone", async () => {
    const { namespace, read } = await launch();
    const pod = await boundPod(namespace);
    await cluster.call("DELETE", `${podsOf(namespace)}/${pod.metadata.name}?gracePeriodSeconds=0`);
    expect(condition(await ended(read), "Failed").reason).toBe("BackoffLimitExceeded");
    await expect.poll(async () => (await podsIn(namespace)).length, { timeout: 10_000 }).toBe(0);
  });

  test("tries again after a failure within its backoffLimit", async () => {
    const { namespace, read } = await launch({ backoffLimit: 1 });
    await end(namespace, await boundPod(namespace), 1);
    await end(namespace, await boundPod(namespace), 0);
    const job = await ended(read);
    expect(job.status).toMatchObject({ failed: 1, succeeded: 1 });
  });

  test("past its deadline takes its pod down and is Failed with DeadlineExceeded", async () => {
    const { namespace, read } = await launch({ activeDeadlineSeconds: 1 }, { terminationGracePeriodSeconds: 5 });
    const pod = await boundPod(namespace);
    const going = await until("the pod to be deleted", async () =>
      (await podsIn(namespace)).find(({ metadata }) => metadata.deletionTimestamp),
    );
    expect(going.metadata).toMatchObject({ name: pod.metadata.name, deletionGracePeriodSeconds: 5 });
    expect(conditions(await read())).not.toContain("Failed");
    await cluster.call("DELETE", `${podsOf(namespace)}/${pod.metadata.name}`, {
      body: { gracePeriodSeconds: 0, preconditions: { uid: pod.metadata.uid } },
    });
    const job = await ended(read);
    expect(conditions(job)).toEqual(["FailureTarget", "Failed"]);
    expect(condition(job, "Failed")).toMatchObject({
      reason: "DeadlineExceeded",
      message: "Job was active longer than specified deadline",
    });
  });

  test("fails at once on an exit code that its failure policy names, and ignores another", async () => {
    const rules = [
      { action: "FailJob", onExitCodes: { containerName: "main", operator: "In", values: [163] } },
      { action: "Ignore", onExitCodes: { operator: "In", values: [7] } },
    ];
    const { namespace, read } = await launch({ backoffLimit: 0, podFailurePolicy: { rules } });
    await end(namespace, await boundPod(namespace), 7);
    const second = await boundPod(namespace);
    await end(namespace, second, 163);
    const job = await ended(read);
    expect(condition(job, "Failed")).toMatchObject({
      reason: "PodFailurePolicy",
      message: `Container main for pod ${namespace}/${second.metadata.name} failed with exit code 163 matching FailJob rule at index 0`,
    });
    expect(job.status.failed).toBe(1);
  });

  test("goes with its pods ttlSecondsAfterFinished after its end", async () => {
    const { namespace, read } = await launch({ ttlSecondsAfterFinished: 1 });
    await end(namespace, await boundPod(namespace), 0);
    await expect.poll(async () => (await read()).code, { timeout: 15_000 }).toBe(404);
    await expect.poll(async () => (await podsIn(namespace)).length, { timeout: 10_000 }).toBe(0);
  });
});

describe("deleting a Job", { timeout: 60_000 }, () => {
  test("without a policy orphans its pods", async () => {
    const { namespace, read } = await launch();
    const pod = await boundPod(namespace);
    await cluster.call("DELETE", `${jobsOf(namespace)}/j`);
    await expect.poll(async () => (await read()).code, { timeout: 15_000 }).toBe(404);
    await expect
      .poll(
        async () => (await cluster.get(`${podsOf(namespace)}/${pod.metadata.name}`)).body.metadata.ownerReferences,
        { timeout: 10_000 },
      )
      .toBeUndefined();
  });

  test("in the background removes it first, then what it owns", async () => {
    const { namespace, job, read } = await launch();
    const pod = await boundPod(namespace);
    const owner = { apiVersion: "batch/v1", kind: "Job", name: "j", uid: job.metadata.uid };
    await cluster.post(`/api/v1/namespaces/${namespace}/secrets`, {
      metadata: { name: "owned", ownerReferences: [owner] },
    });
    const answer = await cluster.call("DELETE", `${jobsOf(namespace)}/j?propagationPolicy=Background`);
    expect(answer.body).toMatchObject({
      status: "Success",
      details: { name: "j", group: "batch", kind: "jobs", uid: job.metadata.uid },
    });
    expect((await read()).code).toBe(404);
    await expect
      .poll(async () => (await cluster.get(`/api/v1/namespaces/${namespace}/secrets/owned`)).status, {
        timeout: 15_000,
      })
      .toBe(404);
    const going = await until("the pod to be deleted", async () =>
      (await podsIn(namespace)).find(({ metadata }) => metadata.deletionTimestamp),
    );
    expect(going.metadata.deletionGracePeriodSeconds).toBe(30);
    await cluster.call("DELETE", `${podsOf(namespace)}/${pod.metadata.name}?gracePeriodSeconds=0`);
    await expect.poll(async () => (await podsIn(namespace)).length, { timeout: 10_000 }).toBe(0);
  });

  test("in the foreground keeps it until its pods are gone", async () => {
    const { namespace, read } = await launch();
    const pod = await boundPod(namespace);
    const { body } = await cluster.call("DELETE", `${jobsOf(namespace)}/j?propagationPolicy=Foreground`);
    expect(body.metadata.finalizers).toContain("foregroundDeletion");
    await until("the pod to be deleted", async () =>
      (await podsIn(namespace)).find(({ metadata }) => metadata.deletionTimestamp),
    );
    expect((await read()).metadata.deletionTimestamp).toBeDefined();
    await cluster.call("DELETE", `${podsOf(namespace)}/${pod.metadata.name}?gracePeriodSeconds=0`);
    await expect.poll(async () => (await read()).code, { timeout: 15_000 }).toBe(404);
  });

  test("an object whose owner never was is collected", async () => {
    const namespace = await cluster.namespace();
    const owner = { apiVersion: "batch/v1", kind: "Job", name: "never", uid: "8a1c9f0e-0f0d-4c55-b9e5-2a8de7f4a001" };
    await cluster.post(`/api/v1/namespaces/${namespace}/secrets`, {
      metadata: { name: "lost", ownerReferences: [owner] },
    });
    await expect
      .poll(async () => (await cluster.get(`/api/v1/namespaces/${namespace}/secrets/lost`)).status, { timeout: 15_000 })
      .toBe(404);
  });

  test("a namespace goes with all that is in it", async () => {
    const { namespace } = await launch({}, { schedulerName: "none" });
    const { body } = await cluster.call("DELETE", `/api/v1/namespaces/${namespace}`);
    expect(body.status.phase).toBe("Terminating");
    await expect
      .poll(async () => (await cluster.get(`/api/v1/namespaces/${namespace}`)).status, { timeout: 25_000 })
      .toBe(404);
  });
});

describe("scheduling", { timeout: 60_000 }, () => {
  test.each([
    [
      "more than any node has",
      { resources: { requests: { cpu: "64" } } },
      {},
      "0/1 nodes are available: 1 Insufficient cpu. preemption: 0/1 nodes are available: 1 Preemption is not helpful for scheduling.",
    ],
    [
      "a label no node has",
      {},
      { nodeSelector: { disk: "fast" } },
      "0/1 nodes are available: 1 node(s) didn't match Pod's node affinity/selector. preemption: 0/1 nodes are available: 1 Preemption is not helpful for scheduling.",
    ],
  ])("a pod that wants %s waits, and says why", async (_, container, spec, message) => {
    const { namespace } = await launch({}, { containers: [{ name: "main", image: "busybox", ...container }], ...spec });
    const pod = await until("the scheduler's word", async () =>
      (await podsIn(namespace)).find((pod) => condition(pod, "PodScheduled")),
    );
    expect(condition(pod, "PodScheduled")).toMatchObject({ status: "False", reason: "Unschedulable", message });
    expect(pod.status.phase).toBe("Pending");
    await expect.poll(() => events(namespace), { timeout: 10_000 }).toContain(`FailedScheduling: ${message}`);
  });

  test("a pod waits for room and takes it when another has ended", async () => {
    const big = { containers: [{ name: "main", image: "busybox", resources: { requests: { cpu: "1500m" } } }] };
    const first = await launch({}, big);
    const holder = await boundPod(first.namespace);
    const second = await launch({}, big);
    const waiting = await until("the second pod to wait", async () =>
      (await podsIn(second.namespace)).find((pod) => condition(pod, "PodScheduled")?.status === "False"),
    );
    expect(condition(waiting, "PodScheduled").message).toBe(
      "0/1 nodes are available: 1 Insufficient cpu. preemption: 0/1 nodes are available: 1 No preemption victims found for incoming pod.",
    );
    await end(first.namespace, holder, 0);
    await boundPod(second.namespace);
  });
});
