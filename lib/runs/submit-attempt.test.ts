import { expect, test } from "vitest";
import type { KubernetesObject, V1Job } from "#lib/clusters/kubernetes-objects.ts";
import { SlipwayError } from "#lib/platform/errors.ts";
import { says } from "#lib/platform/say.ts";
import { ForeignObject, type Submission, submitAttempt } from "./submit-attempt.ts";

type Failure = "conflict" | "timeout" | "timeout after" | "unavailable";

const failure = (kind: Failure) =>
  new SlipwayError(kind === "timeout after" ? "timeout" : kind, {
    says: says("name", { name: kind }),
    details: { cluster: "dc" },
  });

/** An API server in memory that keeps names unique and fails creations as told, in order. */
function apiServer(failures: (Failure | undefined)[] = []) {
  const objects = new Map<string, KubernetesObject>();
  const keyOf = (kind = "", name = "") => `${kind}/${name}`;
  const calls: string[] = [];
  const session = {
    cluster: "dc",
    get: async (kind: string, _namespace: string | undefined, name: string) => objects.get(keyOf(kind, name)),
    create: async (object: KubernetesObject) => {
      const key = keyOf(object.kind, object.metadata?.name);
      calls.push(`create ${key}`);
      const fails = failures.shift();
      if (fails && fails !== "timeout after") throw failure(fails);
      if (objects.has(key)) throw failure("conflict");
      const created = { ...object, metadata: { ...object.metadata, uid: `uid-${objects.size + 1}` } };
      objects.set(key, created);
      if (fails) throw failure(fails);
      return created;
    },
    patch: async (kind: string, _namespace: string | undefined, name: string, change: { spec: object }) => {
      calls.push(`patch ${keyOf(kind, name)}`);
      const batchJob = objects.get(keyOf(kind, name)) as V1Job;
      const patched = { ...batchJob, spec: { ...batchJob.spec, ...change.spec } };
      objects.set(keyOf(kind, name), patched as V1Job);
      return patched;
    },
  } as unknown as Submission["session"];
  return { session, objects, calls };
}

const batchJob = (hash = "h1"): V1Job => ({
  kind: "Job",
  metadata: {
    name: "sw-r-1",
    namespace: "orders",
    labels: { "slipway.dev/run": "r" },
    annotations: { "slipway.dev/spec-hash": hash },
  },
  spec: { template: {} },
});
const program = { kind: "ConfigMap", metadata: { name: "sw-r-1-program", namespace: "orders" } };

const submit = (session: Submission["session"], o: Partial<Submission> = {}) =>
  submitAttempt({
    session,
    manifests: { batchJob: batchJob(), owned: [] },
    assertClaim: async () => {},
    onBatchJob: () => {},
    signal: new AbortController().signal,
    ...o,
  });
const withProgram = { manifests: { batchJob: batchJob(), owned: [program] } };

test("submitting twice creates once", async () => {
  const { session, objects } = apiServer();
  const first = await submit(session);
  expect(await submit(session)).toEqual(first);
  expect(objects.size).toBe(1);
});

test("a creation whose answer was lost is found, not made again", async () => {
  const { session, objects, calls } = apiServer(["timeout after"]);
  expect((await submit(session)).metadata?.uid).toBe("uid-1");
  expect(objects.size).toBe(1);
  expect(calls).toEqual(["create Job/sw-r-1"]);
});

test("a creation that got lost on its way is made again", async () => {
  const { session, objects } = apiServer(["timeout"]);
  await submit(session);
  expect(objects.size).toBe(1);
});

test("a foreign Job of the same name is a conflict and stays as it is", async () => {
  const { session, objects } = apiServer();
  objects.set("Job/sw-r-1", batchJob("another"));
  await expect(submit(session)).rejects.toThrow(ForeignObject);
  expect(objects.get("Job/sw-r-1")).toEqual(batchJob("another"));
});

test("a conflict about nothing that is there is tried again, and given up after a few times", async () => {
  const passing = apiServer(["conflict"]);
  await submit(passing.session);
  expect(passing.objects.size).toBe(1);
  const lasting = apiServer(["conflict", "conflict", "conflict", "conflict"]);
  await expect(submit(lasting.session)).rejects.toMatchObject({ code: "unavailable" });
});

test("a Job waits until its companions are there, and owns them", async () => {
  const { session, objects, calls } = apiServer();
  const released = await submit(session, withProgram);
  expect(calls).toEqual(["create Job/sw-r-1", "create ConfigMap/sw-r-1-program", "patch Job/sw-r-1"]);
  expect(released.spec?.suspend).toBe(false);
  expect(objects.get("ConfigMap/sw-r-1-program")?.metadata?.ownerReferences).toMatchObject([{ uid: "uid-1" }]);
});

test("whoever goes on after a half-done submission completes the same objects", async () => {
  const { session, objects } = apiServer([undefined, "unavailable"]);
  await expect(submit(session, withProgram)).rejects.toMatchObject({ code: "unavailable" });
  expect((objects.get("Job/sw-r-1") as V1Job).spec?.suspend).toBe(true);
  await submit(session, withProgram);
  expect((objects.get("Job/sw-r-1") as V1Job).spec?.suspend).toBe(false);
  expect(objects.size).toBe(2);
});

test("a companion of the same name that another Job owns is a conflict", async () => {
  const { session, objects } = apiServer();
  objects.set("ConfigMap/sw-r-1-program", program);
  await expect(submit(session, withProgram)).rejects.toThrow(ForeignObject);
});

test("nothing is created without a claim, and nothing more once it is lost", async () => {
  const { session, calls } = apiServer();
  const refuse = async () => {
    throw new Error("lost");
  };
  await expect(submit(session, { assertClaim: refuse })).rejects.toThrow("lost");
  expect(calls).toEqual([]);
  let asked = 0;
  const loseLater = async () => {
    if (++asked > 1) throw new Error("lost");
  };
  await expect(submit(session, { ...withProgram, assertClaim: loseLater })).rejects.toThrow("lost");
  expect(calls).toEqual(["create Job/sw-r-1"]);
});
