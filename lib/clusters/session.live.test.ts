import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, onTestFinished, test, vi } from "vitest";
import { servingCertificate } from "#sandbox/kubernetes/control-plane/certificates.ts";
import { startTestCluster, type TestCluster } from "#sandbox/kubernetes/control-plane/test-cluster.ts";
import type { V1ConfigMap, V1Job } from "./kubernetes-objects.ts";
import { observe } from "./observe.ts";
import { type ClusterSession, openSession } from "./session.ts";

let cluster: TestCluster;
let namespace: string;
let uid: string;
let admin: ClusterSession;
let names = 0;
const nextName = () => `thing-${++names}`;

const open = (options: Partial<Parameters<typeof openSession>[0]> = {}) =>
  openSession({
    cluster: "dc-test",
    server: cluster.url,
    ca: cluster.ca,
    authorization: async () => "Bearer admin-token",
    ...options,
  });
const briefly = (options: Parameters<typeof open>[0]) => {
  const session = open(options);
  onTestFinished(() => session.close());
  return session;
};
const as = (token: string) => briefly({ authorization: async () => `Bearer ${token}` });

beforeAll(async () => {
  cluster = await startTestCluster();
  namespace = await cluster.namespace();
  uid = (await cluster.get("/api/v1/namespaces/kube-system")).body.metadata.uid;
  admin = open();
}, 150_000);
afterAll(async () => {
  admin.close();
  await cluster.stop();
});

const configMap = (
  name: string,
  labels: Record<string, string> = {},
  data: Record<string, string> = {},
): V1ConfigMap => ({
  apiVersion: "v1",
  kind: "ConfigMap",
  metadata: { name, namespace, labels },
  data,
});
const job = (name: string): V1Job => ({
  apiVersion: "batch/v1",
  kind: "Job",
  metadata: { name, namespace, labels: { run: name } },
  spec: {
    backoffLimit: 0,
    template: {
      spec: {
        restartPolicy: "Never",
        containers: [{ name: "main", image: "registry.example.com/a:1", command: ["true"] }],
      },
    },
  },
});

test("a cluster tells its version and its identity", async () => {
  expect(await admin.version()).toMatch(/^v1\.\d+/);
  expect(await admin.uid()).toBe(uid);
});

test("an object is created, read with its dates as dates, changed and removed; gone is undefined, and removing it again is fine", async () => {
  const name = nextName();
  const created = await admin.create(job(name));
  expect(created.metadata?.uid).toEqual(expect.any(String));
  expect(created.metadata?.creationTimestamp).toBeInstanceOf(Date);
  const patched = await admin.patch("Job", namespace, name, { metadata: { labels: { run: null, added: "yes" } } });
  expect(patched.metadata?.labels).toMatchObject({ added: "yes" });
  expect(patched.metadata?.labels).not.toHaveProperty("run");
  expect((await admin.get("Job", namespace, name))?.spec?.backoffLimit).toBe(0);
  await admin.remove("Job", namespace, name, { propagation: "Background" });
  await vi.waitFor(async () => expect(await admin.get("Job", namespace, name)).toBeUndefined());
  await admin.remove("Job", namespace, name);
});

test("a name that is taken is a conflict, and so is removing another object of the same name", async () => {
  const name = nextName();
  await admin.create(configMap(name));
  await expect(admin.create(configMap(name))).rejects.toMatchObject({
    code: "conflict",
    details: { cluster: "dc-test", reason: "AlreadyExists" },
  });
  await expect(admin.remove("ConfigMap", namespace, name, { uid: "another" })).rejects.toMatchObject({
    code: "conflict",
  });
  expect(await admin.get("ConfigMap", namespace, name)).toBeDefined();
});

test("a dry run checks like a create and leaves nothing", async () => {
  const name = nextName();
  expect((await admin.dryRun(configMap(name))).metadata?.name).toBe(name);
  expect(await admin.get("ConfigMap", namespace, name)).toBeUndefined();
  const wrong = configMap("Not A Name");
  await expect(admin.dryRun(wrong)).rejects.toMatchObject({ code: "invalid" });
});

test("a list holds what its labels choose, each with its kind", async () => {
  const label = nextName();
  for (let i = 0; i < 3; i += 1) await admin.create(configMap(nextName(), { list: label }));
  const { items, resourceVersion } = await admin.list("ConfigMap", { namespace, labelSelector: `list=${label}` });
  expect(items.map(({ kind }) => kind)).toEqual(["ConfigMap", "ConfigMap", "ConfigMap"]);
  expect(resourceVersion).toMatch(/^\d+$/);
  expect((await admin.list("ConfigMap", { namespace, labelSelector: `list=${label}`, limit: 2 })).items).toHaveLength(
    2,
  );
});

test("a watch tells every change after its version, and ends when it is no longer wanted", async () => {
  const label = nextName();
  const labelSelector = `watch=${label}`;
  const stop = new AbortController();
  const { resourceVersion } = await admin.list("ConfigMap", { namespace, labelSelector });
  const name = nextName();
  await admin.create(configMap(name, { watch: label }));
  await admin.patch("ConfigMap", namespace, name, { data: { a: "1" } });
  await admin.remove("ConfigMap", namespace, name);
  const seen: string[] = [];
  for await (const { type, object } of admin.watch("ConfigMap", {
    namespace,
    labelSelector,
    resourceVersion,
    signal: stop.signal,
  })) {
    if (type !== "BOOKMARK") seen.push(`${type} ${object.metadata?.name}`);
    if (type === "DELETED") stop.abort();
  }
  expect(seen).toEqual([`ADDED ${name}`, `MODIFIED ${name}`, `DELETED ${name}`]);
});

test("what an account may do is asked of the cluster itself", async () => {
  expect(await admin.canI("create", "jobs", namespace, "batch")).toBe(true);
  const stranger = as("dev-token");
  expect(await stranger.canI("get", "pods/log", namespace)).toBe(false);
  await expect(stranger.list("Pod", { namespace })).rejects.toMatchObject({
    code: "denied",
    details: { cluster: "dc-test", status: 403 },
  });
  await expect(
    as("forged")
      .version()
      .then(() => as("forged").list("Pod", { namespace })),
  ).rejects.toMatchObject({ code: "denied" });
});

test("a log of a pod that is not there, or not started, is undefined", async () => {
  expect(await admin.podLog(namespace, "none", "main")).toBeUndefined();
});

test("a server with another authority than the cluster's own is not spoken to", async () => {
  const dataDir = mkdtempSync(join(tmpdir(), "slipway-session-"));
  onTestFinished(() => rmSync(dataDir, { recursive: true }));
  const { ca } = servingCertificate(dataDir, "another");
  await expect(briefly({ ca }).version()).rejects.toMatchObject({
    code: "unreachable",
    details: { cluster: "dc-test" },
  });
});

test("nothing is written to a cluster that is not the registered one; reading is", async () => {
  const elsewhere = briefly({ expectedUid: "11111111-0000-4000-8000-000000000000" });
  expect(await elsewhere.uid()).toBe(uid);
  await expect(elsewhere.create(configMap(nextName()))).rejects.toMatchObject({
    code: "refused",
    details: { cluster: "dc-test", uid },
  });
  const right = briefly({ expectedUid: uid });
  expect(await right.create(configMap(nextName()))).toBeDefined();
});

test("an observer that comes later sees the same as one who was there from the start", async () => {
  const label = nextName();
  const labelSelector = `observe=${label}`;
  const stop = new AbortController();
  const present = new Map<string, string | undefined>();
  const observing = observe(
    admin,
    "ConfigMap",
    { namespace, labelSelector },
    {
      signal: stop.signal,
      onError: (error) => {
        throw error;
      },
      onList: (items) => {
        for (const { metadata, data } of items) present.set(metadata?.name ?? "", data?.value);
      },
      onEvent: ({ type, object: { metadata, data } }) => {
        if (type === "DELETED") present.delete(metadata?.name ?? "");
        else present.set(metadata?.name ?? "", data?.value);
      },
    },
  );
  const [kept, removed] = [nextName(), nextName()];
  await admin.create(configMap(kept, { observe: label }, { value: "1" }));
  await admin.create(configMap(removed, { observe: label }, { value: "1" }));
  await admin.patch("ConfigMap", namespace, kept, { data: { value: "2" } });
  await admin.remove("ConfigMap", namespace, removed);
  await vi.waitFor(() => expect([...present]).toEqual([[kept, "2"]]), { timeout: 10_000 });
  const listed = await admin.list("ConfigMap", { namespace, labelSelector });
  expect(listed.items.map(({ metadata, data }) => [metadata?.name, data?.value])).toEqual([...present]);
  stop.abort();
  await observing;
});
