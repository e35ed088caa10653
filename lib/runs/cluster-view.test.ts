import { expect, test } from "vitest";
import { decode } from "#lib/clusters/kubernetes-json.ts";
import { clusterView } from "./cluster-view.ts";

const runId = "0199aaaa-bbbb-7ccc-8ddd-eeeeffff0001";
const labels = { "slipway.dev/run": runId, "slipway.dev/attempt": "1" };
const batchJob = (uid: string, more: object = {}) =>
  decode("Job", { metadata: { name: `sw-${runId}-1`, uid, labels, ...more } });
const event = (name: string) =>
  decode("Event", { metadata: { name: "e", uid: name }, involvedObject: { kind: "Pod", name }, reason: "Failed" });
const ref = { runId, attempt: 1 };

test("nothing is known to be absent before Jobs and pods were listed", () => {
  const view = clusterView();
  expect(view.replace("Job", [batchJob("u1")])).toEqual([runId]);
  expect(view.isComplete()).toBe(false);
  view.replace("Pod", []);
  expect(view.isComplete()).toBe(true);
});

test("what a later list lacks is gone, and so is what was deleted", () => {
  const view = clusterView();
  view.replace("Job", [batchJob("u1")]);
  view.replace("Job", []);
  expect(view.batchJob(ref)).toBeUndefined();
  view.apply("Job", { type: "ADDED", object: batchJob("u2") });
  expect(view.batchJob(ref)?.metadata?.uid).toBe("u2");
  expect(view.apply("Job", { type: "DELETED", object: batchJob("u2") })).toEqual([runId]);
  expect(view.batchJob(ref)).toBeUndefined();
});

test("events belong to the attempt that their object's name tells; those of other things are not kept", () => {
  const view = clusterView();
  view.replace("Event", [event(`sw-${runId}-1-x7k2p`), event(`sw-${runId}-12`), event("nginx-0"), event("sw-short-1")]);
  expect(view.events(ref)).toHaveLength(1);
  expect(view.events({ runId, attempt: 12 })).toHaveLength(1);
});

test("a label that is no run id is ignored", () => {
  const view = clusterView();
  const forged = { ...labels, "slipway.dev/run": "x'; drop table runs" };
  expect(view.replace("Job", [batchJob("u1", { labels: forged })])).toEqual([]);
});
