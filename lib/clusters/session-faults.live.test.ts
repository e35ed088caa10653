import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, expect, test, vi } from "vitest";
import { startControlPlane } from "#sandbox/kubernetes/control-plane/server.ts";
import type { V1ConfigMap } from "./kubernetes-objects.ts";
import { observe } from "./observe.ts";
import { type ClusterSession, openSession } from "./session.ts";

const uid = "0f6a7c1e-0000-4000-8000-00000000c1u5";
const namespace = "orders";
const dataDir = mkdtempSync(join(tmpdir(), "slipway-faults-"));
let plane: Awaited<ReturnType<typeof startControlPlane>>;
let admin: ClusterSession;
let names = 0;
const nextName = () => `thing-${++names}`;

beforeAll(async () => {
  plane = await startControlPlane({
    name: "dc-test",
    uid,
    dataDir,
    tokens: [{ token: "admin", user: "admin", groups: ["system:masters"] }],
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

test("a redirect is not followed, and the credential stays", async () => {
  const headers = { location: "https://127.0.0.1:1/" };
  plane.faults.script({ match: () => true, times: 1, status: 302, headers });
  await expect(admin.version()).rejects.toMatchObject({ code: "unavailable" });
});
