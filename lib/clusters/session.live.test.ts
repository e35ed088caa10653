import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, expect, onTestFinished, test, vi } from "vitest";
import { startControlPlane } from "#sandbox/kubernetes/control-plane/server.ts";
import type { V1ConfigMap, V1Job } from "./kubernetes-objects.ts";
import { observe } from "./observe.ts";
import { type ClusterSession, openSession } from "./session.ts";

const uid = "0f6a7c1e-0000-4000-8000-00000000c1u5";
const namespace = "orders";
const dataDir = mkdtempSync(join(tmpdir(), "slipway-session-"));
let plane: Awaited<ReturnType<typeof startControlPlane>>;
let admin: ClusterSession;
let names = 0;
const nextName = () => `thing-${++names}`;

const open = (options: Partial<Parameters<typeof openSession>[0]> = {}) => {
  const bearer = async () => "Bearer admin";
  const session = openSession({
    cluster: "dc-test",
    server: plane.url,
    ca: plane.ca,
    authorization: bearer,
    ...options,
  });
  onTestFinished(() => session.close());
  return session;
};
const as = (token: string) => open({ authorization: async () => `Bearer ${token}` });

beforeAll(async () => {
  plane = await startControlPlane({
    name: "dc-test",
    uid,
    dataDir,
    tokens: [
      { token: "admin", user: "admin", groups: ["system:masters"] },
      { token: "stranger", user: "stranger", groups: [] },
    ],
  });
  admin = openSession({
    cluster: "dc-test",
    server: plane.url,
    ca: plane.ca,
    authorization: async () => "Bearer admin",
  });
  await admin.create({ apiVersion: "v1", kind: "Namespace", metadata: { name: namespace } });
});
afterEach(() => plane.faults.clear());
afterAll(async () => {
  admin.close();
  await plane.stop();
  rmSync(dataDir, { recursive: true });
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

test("a watch from a version the server forgot says so", async () => {
  const gone =
    '{"type":"ERROR","object":{"kind":"Status","code":410,"reason":"Expired","message":"too old resource version"}}\n';
  plane.faults.script({ match: ({ path }) => path.includes("watch=1"), times: 1, status: 200, body: gone });
  const watching = admin.watch("ConfigMap", { namespace, resourceVersion: "1" }).next();
  await expect(watching).rejects.toMatchObject({ code: "conflict", details: { status: 410 } });
});

test("what is observed is complete, through lost connections, refusals and a forgotten version", async () => {
  const label = nextName();
  const stop = new AbortController();
  const present = new Set<string>();
  const isWatch = ({ path }: { path: string }) => path.includes("watch=1") && path.includes(label);
  // Twice: a read that fails on a kept-alive connection is asked once more without a word.
  plane.faults.script({ match: isWatch, times: 2, drop: true });
  plane.faults.script({
    match: isWatch,
    times: 1,
    status: 410,
    body: '{"kind":"Status","code":410,"reason":"Expired"}',
  });
  plane.faults.script({ match: isWatch, times: 1, status: 500 });
  const errors: unknown[] = [];
  const observing = observe(
    admin,
    "ConfigMap",
    { namespace, labelSelector: `observe=${label}`, backoffMs: { first: 5, longest: 20 } },
    {
      signal: stop.signal,
      onError: (error) => errors.push(error),
      onList: (items) => {
        present.clear();
        for (const { metadata } of items) present.add(metadata?.name ?? "");
      },
      onEvent: ({ type, object: { metadata } }) => {
        if (type === "DELETED") present.delete(metadata?.name ?? "");
        else present.add(metadata?.name ?? "");
      },
    },
  );
  const made = [nextName(), nextName(), nextName()];
  for (const name of made) await admin.create(configMap(name, { observe: label }));
  await vi.waitFor(() => expect([...present].sort()).toEqual([...made].sort()), { timeout: 5000 });
  await admin.remove("ConfigMap", namespace, made[0] ?? "");
  await vi.waitFor(() => expect(present.size).toBe(2), { timeout: 5000 });
  stop.abort();
  await observing;
  expect(errors).toMatchObject([{ code: "unreachable" }, { code: "unavailable" }]);
});

test("what an account may do is asked of the cluster itself", async () => {
  expect(await admin.canI("create", "jobs", namespace, "batch")).toBe(true);
  const stranger = as("stranger");
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

test("a create whose answer is lost is of unknown outcome; a look shows what became of it", async () => {
  const name = nextName();
  plane.faults.script({ match: ({ method }) => method === "POST", times: 1, drop: true, afterHandling: true });
  await expect(admin.create(configMap(name))).rejects.toMatchObject({ code: "timeout" });
  expect(await admin.get("ConfigMap", namespace, name)).toBeDefined();
});

test("a request that takes too long is given up, and one that is no longer wanted too", async () => {
  plane.faults.script({ match: ({ method }) => method === "GET", delayMs: 2000 });
  await expect(admin.get("ConfigMap", namespace, "a", { timeoutMs: 50 })).rejects.toMatchObject({
    code: "timeout",
    details: { cluster: "dc-test" },
  });
  await expect(admin.get("ConfigMap", namespace, "a", { signal: AbortSignal.timeout(50) })).rejects.toMatchObject({
    name: "TimeoutError",
  });
});

test("a server with another authority than the cluster's own is not spoken to", async () => {
  const otherDir = mkdtempSync(join(tmpdir(), "slipway-session-"));
  onTestFinished(() => rmSync(otherDir, { recursive: true }));
  const other = await startControlPlane({ name: "other", uid, dataDir: otherDir, tokens: [] });
  onTestFinished(() => other.stop());
  await expect(open({ ca: other.ca }).version()).rejects.toMatchObject({
    code: "unreachable",
    details: { cluster: "dc-test" },
  });
});

test("a redirect is not followed, and the credential stays", async () => {
  const headers = { location: "https://127.0.0.1:1/" };
  plane.faults.script({ match: () => true, times: 1, status: 302, headers });
  await expect(admin.version()).rejects.toMatchObject({ code: "unavailable" });
});

test("nothing is written to a cluster that is not the registered one; reading is", async () => {
  const elsewhere = open({ expectedUid: "11111111-0000-4000-8000-000000000000" });
  expect(await elsewhere.uid()).toBe(uid);
  await expect(elsewhere.create(configMap(nextName()))).rejects.toMatchObject({
    code: "refused",
    details: { cluster: "dc-test", uid },
  });
  const right = open({ expectedUid: uid });
  expect(await right.create(configMap(nextName()))).toBeDefined();
});
