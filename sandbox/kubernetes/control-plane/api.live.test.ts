import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { jobNamed, podNamed, startTestCluster, type TestCluster } from "./test-cluster.ts";

let cluster: TestCluster;
let maps: string;
let namespace: string;
beforeAll(async () => {
  cluster = await startTestCluster();
  namespace = await cluster.namespace();
  maps = `/api/v1/namespaces/${namespace}/configmaps`;
}, 120_000);
afterAll(() => cluster.stop());

const map = (name: string, data: Record<string, string> = { a: "1" }, metadata: object = {}) => ({
  metadata: { name, ...metadata },
  data,
});

describe("create", () => {
  test("gives uid, revision and time, and answers a second create with AlreadyExists", async () => {
    const made = await cluster.post(maps, map("first"));
    expect(made.status).toBe(201);
    expect(made.body).toMatchObject({
      kind: "ConfigMap",
      apiVersion: "v1",
      metadata: { namespace, uid: expect.any(String), creationTimestamp: expect.stringMatching(/Z$/) },
    });
    const again = await cluster.post(maps, map("first"));
    expect(again.status).toBe(409);
    expect(again.body).toMatchObject({
      kind: "Status",
      apiVersion: "v1",
      status: "Failure",
      reason: "AlreadyExists",
      message: 'configmaps "first" already exists',
      details: { name: "first", kind: "configmaps" },
      code: 409,
    });
  });

  test("makes a name from generateName", async () => {
    const made = await cluster.post(maps, { metadata: { generateName: "gen-" } });
    expect(made.body.metadata).toMatchObject({
      generateName: "gen-",
      name: expect.stringMatching(/^gen-[a-z0-9]{5}$/),
    });
  });

  test("with dryRun=All answers as if, and stores nothing", async () => {
    expect((await cluster.post(`${maps}?dryRun=All`, map("dry"))).status).toBe(201);
    expect((await cluster.get(`${maps}/dry`)).status).toBe(404);
  });

  test("writes stringData of a Secret as data", async () => {
    const made = await cluster.post(`/api/v1/namespaces/${namespace}/secrets`, {
      metadata: { name: "s" },
      stringData: { user: "ann" },
    });
    expect(made.body).toMatchObject({ type: "Opaque", data: { user: "YW5u" } });
    expect(made.body.stringData).toBeUndefined();
  });

  test("fills the defaults of a pod", async () => {
    const made = await cluster.post(
      `/api/v1/namespaces/${namespace}/pods`,
      podNamed("defaults", {
        containers: [{ name: "main", image: "busybox", resources: { limits: { cpu: "1000m" } } }],
      }),
    );
    expect(made.body.spec).toMatchObject({
      restartPolicy: "Always",
      terminationGracePeriodSeconds: 30,
      dnsPolicy: "ClusterFirst",
      schedulerName: "default-scheduler",
      securityContext: {},
      serviceAccountName: "default",
      serviceAccount: "default",
      enableServiceLinks: true,
      preemptionPolicy: "PreemptLowerPriority",
      priority: 0,
      tolerations: [
        { key: "node.kubernetes.io/not-ready", operator: "Exists", effect: "NoExecute", tolerationSeconds: 300 },
        { key: "node.kubernetes.io/unreachable", operator: "Exists", effect: "NoExecute", tolerationSeconds: 300 },
      ],
      containers: [
        {
          imagePullPolicy: "Always",
          terminationMessagePath: "/dev/termination-log",
          terminationMessagePolicy: "File",
          resources: { limits: { cpu: "1" }, requests: { cpu: "1" } },
        },
      ],
    });
    expect(made.body.metadata.generation).toBe(1);
    expect(made.body.status).toMatchObject({ phase: "Pending", qosClass: "Burstable" });
  });

  test("fills the defaults of a Job and ties its pods to its uid", async () => {
    const { body } = await cluster.post(
      `/apis/batch/v1/namespaces/${namespace}/jobs`,
      jobNamed("defaults", { backoffLimit: undefined }),
    );
    const { uid } = body.metadata;
    const { template, ...spec } = body.spec;
    expect(body.metadata).toMatchObject({ generation: 1, labels: template.metadata.labels });
    expect(spec).toEqual({
      backoffLimit: 6,
      completionMode: "NonIndexed",
      completions: 1,
      manualSelector: false,
      parallelism: 1,
      podReplacementPolicy: "TerminatingOrFailed",
      suspend: false,
      selector: { matchLabels: { "batch.kubernetes.io/controller-uid": uid } },
    });
    expect(template.metadata.labels).toEqual({
      "batch.kubernetes.io/controller-uid": uid,
      "batch.kubernetes.io/job-name": "defaults",
      "controller-uid": uid,
      "job-name": "defaults",
    });
  });

  test("gives a Service an address of 127.96.0.0/16", async () => {
    const made = await cluster.post(`/api/v1/namespaces/${namespace}/services`, {
      metadata: { name: "web" },
      spec: { selector: { app: "web" }, ports: [{ port: 80 }] },
    });
    expect(made.body.spec).toMatchObject({
      type: "ClusterIP",
      clusterIP: expect.stringMatching(/^127\.96\./),
      ports: [{ port: 80, protocol: "TCP", targetPort: 80 }],
    });
  });
});

describe("update and patch", () => {
  test("an update with an old resourceVersion is 409, without one it wins, and without a change it keeps the revision", async () => {
    const { body: made } = await cluster.post(maps, map("versions"));
    const second = await cluster.call("PUT", `${maps}/versions`, { body: { ...made, data: { a: "2" } } });
    expect(second.status).toBe(200);
    const late = await cluster.call("PUT", `${maps}/versions`, { body: { ...made, data: { a: "3" } } });
    expect(late.body).toMatchObject({
      code: 409,
      reason: "Conflict",
      message:
        'Operation cannot be fulfilled on configmaps "versions": the object has been modified; please apply your changes to the latest version and try again',
    });
    const unconditional = await cluster.call("PUT", `${maps}/versions`, { body: map("versions", { a: "4" }) });
    expect(unconditional.body.data).toEqual({ a: "4" });
    const same = await cluster.patch(`${maps}/versions`, "merge", { data: { a: "4" } });
    expect(same.body.metadata.resourceVersion).toBe(unconditional.body.metadata.resourceVersion);
  });

  test("an update of an absent object is 404, of another name 400", async () => {
    expect((await cluster.call("PUT", `${maps}/none`, { body: map("none") })).status).toBe(404);
    await cluster.post(maps, map("here"));
    expect((await cluster.call("PUT", `${maps}/here`, { body: map("there") })).body.message).toBe(
      "the name of the object (there) does not match the name on the URL (here)",
    );
  });

  test("a merge patch sets and removes; a JSON patch tests and replaces", async () => {
    await cluster.post(maps, map("patched", { a: "1", b: "2" }));
    expect((await cluster.patch(`${maps}/patched`, "merge", { data: { a: null, c: "3" } })).body.data).toEqual({
      b: "2",
      c: "3",
    });
    const operations = [
      { op: "test", path: "/data/b", value: "2" },
      { op: "replace", path: "/data/b", value: "x" },
      { op: "add", path: "/metadata/labels", value: { "a/b": "c" } },
      { op: "remove", path: "/data/c" },
    ];
    expect((await cluster.patch(`${maps}/patched`, "json", operations)).body).toMatchObject({
      data: { b: "x" },
      metadata: { labels: { "a/b": "c" } },
    });
    expect(
      (await cluster.patch(`${maps}/patched`, "json", [{ op: "test", path: "/data/b", value: "no" }])).status,
    ).toBe(422);
  });

  test("a strategic patch merges conditions by their type", async () => {
    const pod = `/api/v1/namespaces/${namespace}/pods/strategic`;
    await cluster.post(`/api/v1/namespaces/${namespace}/pods`, podNamed("strategic", { nodeName: "nowhere" }));
    const set = (conditions: object[]) => cluster.patch(`${pod}/status`, "strategic", { status: { conditions } });
    await set([
      { type: "Ready", status: "False" },
      { type: "Initialized", status: "True" },
    ]);
    const { body } = await set([{ type: "Ready", status: "True" }]);
    const statuses = Object.fromEntries(
      body.status.conditions.map((entry: { type: string; status: string }) => [entry.type, entry.status]),
    );
    expect(statuses).toMatchObject({ Ready: "True", Initialized: "True" });
  });

  test("an unknown patch type is 415", async () => {
    const answer = await cluster.call("PATCH", `${maps}/patched`, { body: {}, type: "application/json" });
    expect(answer.body).toMatchObject({ code: 415, reason: "UnsupportedMediaType" });
  });

  test("status changes only through its own door, and it changes nothing else", async () => {
    const path = `/apis/batch/v1/namespaces/${namespace}/jobs/doors`;
    await cluster.post(`/apis/batch/v1/namespaces/${namespace}/jobs`, jobNamed("doors"));
    const main = await cluster.patch(path, "merge", { status: { succeeded: 7 } });
    expect(main.body.status.succeeded).toBeUndefined();
    const status = await cluster.patch(`${path}/status`, "merge", { spec: { parallelism: 5 } });
    expect(status.body.spec.parallelism).toBe(1);
  });

  test("a Job's template and a pod's command are immutable", async () => {
    const jobs = `/apis/batch/v1/namespaces/${namespace}/jobs`;
    await cluster.post(jobs, jobNamed("fixed"));
    const job = await cluster.patch(`${jobs}/fixed`, "strategic", {
      spec: { template: { spec: { containers: [{ name: "main", image: "other" }] } } },
    });
    expect(job.body).toMatchObject({
      code: 422,
      reason: "Invalid",
      message: expect.stringMatching(
        /^Job\.batch "fixed" is invalid: spec\.template: Invalid value: .*: field is immutable$/s,
      ),
    });
    await cluster.post(`/api/v1/namespaces/${namespace}/pods`, podNamed("fixed"));
    const pod = await cluster.patch(`/api/v1/namespaces/${namespace}/pods/fixed`, "strategic", {
      spec: { containers: [{ name: "main", command: ["x"] }] },
    });
    expect(pod.body).toMatchObject({
      code: 422,
      message: expect.stringContaining(
        'Pod "fixed" is invalid: spec: Forbidden: pod updates may not change fields other than `spec.containers[*].image`',
      ),
    });
  });

  test("an immutable ConfigMap stays as it is", async () => {
    await cluster.post(maps, { ...map("frozen"), immutable: true });
    const answer = await cluster.patch(`${maps}/frozen`, "merge", { data: { a: "2" } });
    expect(answer.body.message).toBe(
      'ConfigMap "frozen" is invalid: data: Forbidden: field is immutable when `immutable` is set',
    );
  });
});

describe("list", () => {
  test.each([
    ["labelSelector=app%3Dweb", ["l1", "l2"]],
    ["labelSelector=app%3D%3Dweb,tier!%3Dback", ["l1"]],
    ["labelSelector=tier+in+(front,middle)", ["l1"]],
    ["labelSelector=set%3Dlist,tier+notin+(front)", ["l2", "l3"]],
    ["labelSelector=set%3Dlist,app", ["l1", "l2"]],
    ["labelSelector=set%3Dlist,!app", ["l3"]],
    ["fieldSelector=metadata.name%3Dl2", ["l2"]],
    ["labelSelector=set%3Dlist&fieldSelector=metadata.name!%3Dl2", ["l1", "l3"]],
  ])("selects by %s", async (query, names) => {
    const path = `/api/v1/namespaces/${namespace}/configmaps`;
    await cluster.post(path, map("l1", {}, { labels: { set: "list", app: "web", tier: "front" } }));
    await cluster.post(path, map("l2", {}, { labels: { set: "list", app: "web", tier: "back" } }));
    await cluster.post(path, map("l3", {}, { labels: { set: "list" } }));
    const { body } = await cluster.get(`${path}?${query}`);
    expect(body.kind).toBe("ConfigMapList");
    expect(body.items.map((item: { metadata: { name: string } }) => item.metadata.name)).toEqual(names);
  });

  test("in pages shows one revision, whatever is written meanwhile", async () => {
    const own = `/api/v1/namespaces/${await cluster.namespace()}/secrets`;
    for (const name of ["a", "b", "c"]) await cluster.post(own, { metadata: { name } });
    const first = await cluster.get(`${own}?limit=2`);
    expect(first.body.items).toHaveLength(2);
    expect(first.body.metadata.remainingItemCount).toBe(1);
    await cluster.call("DELETE", `${own}/c`);
    await cluster.post(own, { metadata: { name: "d" } });
    const rest = await cluster.get(`${own}?limit=2&continue=${first.body.metadata.continue}`);
    expect(rest.body.items.map((item: { metadata: { name: string } }) => item.metadata.name)).toEqual(["c"]);
    expect(rest.body.metadata).toMatchObject({ resourceVersion: first.body.metadata.resourceVersion });
    expect(rest.body.metadata.continue).toBeFalsy();
  });

  test.each([
    ["labelSelector=a%20b%20c", 400, /unable to parse requirement/],
    ["fieldSelector=data.a%3D1", 400, /field label not supported|is not a known field selector/],
    ["resourceVersion=banana", 400, /invalid/i],
    ["limit=1&continue=banana", 400, /continue key is not valid/],
    [
      "resourceVersion=999999999999999&resourceVersionMatch=NotOlderThan",
      504,
      /Too large resource version: 999999999999999, current: \d+/,
    ],
  ])("answers %s with %i", async (query, status, message) => {
    const answer = await cluster.get(`${maps}?${query}`);
    expect(answer.status).toBe(status);
    expect(answer.body.message).toMatch(message);
  });

  test("an admin's list in an absent namespace is empty", async () => {
    expect((await cluster.get("/api/v1/namespaces/absent/pods")).body).toMatchObject({ kind: "PodList", items: [] });
  });
});

describe("delete", () => {
  test("keeps to the preconditions, and answers with the uid of what is gone", async () => {
    const { body: made } = await cluster.post(maps, map("gone"));
    const { uid } = made.metadata;
    const wrong = await cluster.call("DELETE", `${maps}/gone`, {
      body: { preconditions: { uid: "11111111-1111-1111-1111-111111111111" } },
    });
    expect(wrong.body).toMatchObject({
      code: 409,
      reason: "Conflict",
      message: `Operation cannot be fulfilled on ConfigMap "gone": the UID in the precondition (11111111-1111-1111-1111-111111111111) does not match the UID in record (${uid}). The object might have been deleted and then recreated`,
    });
    const right = await cluster.call("DELETE", `${maps}/gone`, { body: { preconditions: { uid } } });
    expect(right.body).toEqual({
      kind: "Status",
      apiVersion: "v1",
      metadata: {},
      status: "Success",
      details: { name: "gone", kind: "configmaps", uid },
    });
    expect((await cluster.call("DELETE", `${maps}/gone`)).status).toBe(404);
  });

  test("waits for finalizers", async () => {
    await cluster.post(maps, map("held", {}, { finalizers: ["example.org/hold"] }));
    const answer = await cluster.call("DELETE", `${maps}/held`);
    expect(answer.body.metadata).toMatchObject({
      deletionTimestamp: expect.any(String),
      deletionGracePeriodSeconds: 0,
    });
    expect((await cluster.patch(`${maps}/held`, "merge", { metadata: { finalizers: null } })).status).toBe(200);
    expect((await cluster.get(`${maps}/held`)).status).toBe(404);
  });

  test("of a collection keeps to the selector", async () => {
    const own = `/api/v1/namespaces/${await cluster.namespace()}/secrets`;
    await cluster.post(own, { metadata: { name: "a", labels: { run: "1" } } });
    await cluster.post(own, { metadata: { name: "b" } });
    expect((await cluster.call("DELETE", `${own}?labelSelector=run%3D1`)).status).toBe(200);
    expect((await cluster.get(own)).body.items).toHaveLength(1);
  });
});

test("discovery names what is served", async () => {
  expect((await cluster.get("/version")).body).toMatchObject({
    major: "1",
    gitVersion: expect.stringMatching(/^v1\.37/),
  });
  const { body } = await cluster.get("/apis/batch/v1");
  expect(body.resources).toContainEqual(
    expect.objectContaining({
      name: "jobs",
      kind: "Job",
      namespaced: true,
      verbs: expect.arrayContaining(["create", "watch"]),
    }),
  );
  expect((await cluster.get("/apis")).body.groups).toContainEqual(
    expect.objectContaining({ name: "batch", preferredVersion: { groupVersion: "batch/v1", version: "v1" } }),
  );
  expect((await cluster.get("/readyz", null)).text).toBe("ok");
});
