import { afterAll, beforeAll, expect, test } from "vitest";
import { startTestCluster, type TestCluster } from "./test-cluster.ts";

let cluster: TestCluster;
beforeAll(async () => {
  cluster = await startTestCluster();
}, 120_000);
afterAll(() => cluster.stop());

/** A ConfigMap of its own namespace, and how to apply to it. */
async function configMap() {
  const path = `/api/v1/namespaces/${await cluster.namespace()}/configmaps/app`;
  const apply = (
    manager: string,
    data: Record<string, string>,
    { force = false, ...metadata }: { force?: boolean; labels?: object } = {},
  ) => {
    const body = { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "app", ...metadata }, data };
    const query = `fieldManager=${manager}${force ? "&force=true" : ""}`;
    return cluster.call("PATCH", `${path}?${query}`, { body, type: "application/apply-patch+yaml" });
  };
  return { path, apply };
}

test("makes what is absent, and names its manager and fields", async () => {
  const { apply } = await configMap();
  const { status, body } = await apply("one", { a: "1", b: "2" }, { labels: { team: "x" } });
  expect(status).toBe(201);
  expect(body).toMatchObject({ data: { a: "1", b: "2" }, metadata: { labels: { team: "x" } } });
  const fieldsV1 = { "f:data": { "f:a": {}, "f:b": {} }, "f:metadata": { "f:labels": { "f:team": {} } } };
  expect(body.metadata.managedFields).toEqual([
    {
      manager: "one",
      operation: "Apply",
      apiVersion: "v1",
      time: expect.any(String),
      fieldsType: "FieldsV1",
      fieldsV1,
    },
  ]);
});

test("applied again without a change keeps its revision", async () => {
  const { apply } = await configMap();
  const first = await apply("one", { a: "1" });
  const again = await apply("one", { a: "1" });
  expect(again.status).toBe(200);
  expect(again.body.metadata.resourceVersion).toBe(first.body.metadata.resourceVersion);
});

test("another manager's value is a conflict that names it, and force takes it over", async () => {
  const { apply } = await configMap();
  await apply("one", { a: "1", b: "2" });
  const refused = await apply("two", { a: "9" });
  expect(refused.body).toEqual({
    kind: "Status",
    apiVersion: "v1",
    metadata: {},
    status: "Failure",
    reason: "Conflict",
    code: 409,
    message: 'Apply failed with 1 conflict: conflict with "one": .data.a',
    details: { causes: [{ reason: "FieldManagerConflict", message: 'conflict with "one"', field: ".data.a" }] },
  });
  const both = await apply("two", { a: "9", b: "8" });
  expect(both.body.message).toBe('Apply failed with 2 conflicts: conflicts with "one":\n- .data.a\n- .data.b');
  const forced = await apply("two", { a: "9" }, { force: true });
  expect(forced.body.data).toEqual({ a: "9", b: "2" });
  expect(forced.body.metadata.managedFields).toMatchObject([
    { manager: "one", fieldsV1: { "f:data": { "f:b": {} } } },
    { manager: "two", fieldsV1: { "f:data": { "f:a": {} } } },
  ]);
});

test("an equal value is shared, and stays until both have let it go", async () => {
  const { apply } = await configMap();
  await apply("one", { a: "1", b: "2" });
  expect((await apply("two", { a: "1" })).status).toBe(200);
  expect((await apply("one", { b: "2" })).body.data).toEqual({ a: "1", b: "2" });
  expect((await apply("two", { b: "2" })).body.data).toEqual({ b: "2" });
});

test("what a plain update changed belongs to the updater", async () => {
  const { path, apply } = await configMap();
  await apply("one", { a: "1" });
  await cluster.patch(`${path}?fieldManager=editor`, "merge", { data: { a: "2" } });
  const { body } = await apply("one", { a: "1" });
  expect(body.message).toMatch(/^Apply failed with 1 conflict: conflict with "editor" using v1: \.data\.a$/);
});

test.each([
  [
    "no field manager",
    "",
    { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "app" } },
    422,
    'PatchOptions.meta.k8s.io "" is invalid: fieldManager: Required value: is required for apply patch',
  ],
  [
    "another kind",
    "?fieldManager=x",
    { apiVersion: "v1", kind: "Secret", metadata: { name: "app" } },
    400,
    "invalid object type: /v1, Kind=Secret",
  ],
  [
    "another name",
    "?fieldManager=x",
    { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "other" } },
    400,
    "the name of the object (other) does not match the name on the URL (app)",
  ],
])("%s is refused", async (_, query, body, status, message) => {
  const { path } = await configMap();
  const answer = await cluster.call("PATCH", path + query, { body, type: "application/apply-patch+yaml" });
  expect(answer.body).toMatchObject({ code: status, message });
});
