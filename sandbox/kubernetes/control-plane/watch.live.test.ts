import { afterAll, beforeAll, expect, test } from "vitest";
import { podNamed, startTestCluster, type TestCluster, until, type WatchEvent } from "./test-cluster.ts";

let cluster: TestCluster;
beforeAll(async () => {
  cluster = await startTestCluster();
}, 120_000);
afterAll(() => cluster.stop());

const brief = (events: WatchEvent[]) =>
  events.map(({ type, object }) => `${type} ${object.metadata?.name ?? object.code}`);
const revision = (event: WatchEvent | undefined) => Number(event?.object.metadata.resourceVersion);

async function secrets() {
  return `/api/v1/namespaces/${await cluster.namespace()}/secrets`;
}

test("from a list's revision on shows each later change once, in order, and DELETED under a new revision", async () => {
  const path = await secrets();
  await cluster.post(path, { metadata: { name: "old" } });
  const { body: list } = await cluster.get(path);
  await cluster.post(path, { metadata: { name: "missed" } });
  const watch = cluster.watch(`${path}?watch=true&resourceVersion=${list.metadata.resourceVersion}`);
  await until("the change that came before the watch", async () => watch.events.length === 1);
  await cluster.patch(`${path}/missed`, "merge", { stringData: { a: "1" } });
  await cluster.call("DELETE", `${path}/missed`);
  await until("all three", async () => watch.events.length === 3);
  watch.close();
  expect(brief(watch.events)).toEqual(["ADDED missed", "MODIFIED missed", "DELETED missed"]);
  expect(revision(watch.events[2])).toBeGreaterThan(revision(watch.events[1]));
  expect(watch.events[2]?.object).toMatchObject({ kind: "Secret", apiVersion: "v1", data: { a: "MQ==" } });
});

test("without a revision begins with what is there", async () => {
  const path = await secrets();
  await cluster.post(path, { metadata: { name: "there" } });
  const watch = cluster.watch(`${path}?watch=1`);
  await until("the object that is there", async () => watch.events.length === 1);
  watch.close();
  expect(brief(watch.events)).toEqual(["ADDED there"]);
});

test("an object that a selector begins to select is ADDED, one it ends to is DELETED", async () => {
  const path = await secrets();
  await cluster.post(path, { metadata: { name: "x" } });
  const { body: list } = await cluster.get(path);
  const watch = cluster.watch(
    `${path}?watch=true&labelSelector=run%3D1&resourceVersion=${list.metadata.resourceVersion}`,
  );
  await cluster.patch(`${path}/x`, "merge", { metadata: { labels: { run: "1" } } });
  await cluster.patch(`${path}/x`, "merge", { metadata: { labels: { run: "2" } } });
  const last = await cluster.patch(`${path}/x`, "merge", { metadata: { labels: { run: "1" } } });
  await until("three events", async () => watch.events.length === 3);
  watch.close();
  expect(brief(watch.events)).toEqual(["ADDED x", "DELETED x", "ADDED x"]);
  expect(watch.events[1]?.object.metadata.labels).toEqual({ run: "1" });
  expect(String(revision(watch.events[2]))).toBe(last.body.metadata.resourceVersion);
});

test("by field sees a pod come to a node", async () => {
  const namespace = await cluster.namespace();
  const pods = `/api/v1/namespaces/${namespace}/pods`;
  const { body: list } = await cluster.get(pods);
  const watch = cluster.watch(
    `/api/v1/pods?watch=true&fieldSelector=spec.nodeName%3D${namespace}&resourceVersion=${list.metadata.resourceVersion}`,
  );
  await cluster.post(pods, podNamed("elsewhere", { nodeName: "other" }));
  await cluster.post(pods, podNamed("bound", { schedulerName: "none" }));
  const binding = {
    apiVersion: "v1",
    kind: "Binding",
    metadata: { name: "bound" },
    target: { kind: "Node", name: namespace },
  };
  expect((await cluster.post(`${pods}/bound/binding`, binding)).status).toBe(201);
  await until("the bound pod", async () => watch.events.length === 1);
  watch.close();
  expect(brief(watch.events)).toEqual(["ADDED bound"]);
  expect(watch.events[0]?.object.status.conditions).toContainEqual(
    expect.objectContaining({ type: "PodScheduled", status: "True" }),
  );
  expect((await cluster.post(`${pods}/bound/binding`, binding)).status).toBe(409);
});

test("a revision that is no number is 500", async () => {
  expect((await cluster.get(`${await secrets()}?watch=true&resourceVersion=banana`)).status).toBe(500);
});

test("ends at timeoutSeconds, after a bookmark whose revision can be watched from", { timeout: 20_000 }, async () => {
  const path = await secrets();
  const { body: made } = await cluster.post(path, { metadata: { name: "x" } });
  const watch = cluster.watch(`${path}?watch=true&allowWatchBookmarks=true&timeoutSeconds=6`);
  await until("the end", async () => watch.isEnded);
  expect(watch.events.map(({ type }) => type)).toEqual(["ADDED", "BOOKMARK"]);
  const bookmark = watch.events.at(-1);
  expect(bookmark?.object).toMatchObject({ kind: "Secret", apiVersion: "v1" });
  expect(revision(bookmark)).toBeGreaterThanOrEqual(Number(made.metadata.resourceVersion));
});
