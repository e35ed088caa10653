import { expect, test } from "vitest";
import { ApiError, type KubernetesApi, type WatchEvent } from "./kubernetes-api.ts";
import type { Pod } from "./pod.ts";
import { watchPods } from "./watch-pods.ts";

type Step = { list: { version: string; pods: string[] } } | { events: WatchEvent[]; fails?: Error };

const pod = (uid: string, version = "1"): Pod => ({
  metadata: { name: uid, namespace: "default", uid, resourceVersion: version },
  spec: { containers: [] },
});

/** Plays the answers of an API server in order and tells what was asked and what the watch made of it. */
async function play(steps: Step[]) {
  const asked: string[] = [];
  const told: string[] = [];
  const stop = new AbortController();
  const next = (kind: string) => {
    asked.push(kind);
    const step = steps.shift();
    if (steps.length === 0) stop.abort();
    return step;
  };
  const api = {
    async get() {
      const step = next("list");
      if (!step || !("list" in step)) throw new Error("not a list");
      return { metadata: { resourceVersion: step.list.version }, items: step.list.pods.map((uid) => pod(uid)) };
    },
    async watch(path: string, { onEvent }: { onEvent: (event: WatchEvent) => void }) {
      const step = next(`watch ${/resourceVersion=(\w+)/.exec(path)?.[1]}`);
      if (!step || !("events" in step)) throw new Error("not a watch");
      for (const event of step.events) onEvent(event);
      if (step.fails) throw step.fails;
    },
  } as unknown as KubernetesApi;
  await watchPods({
    api,
    nodeName: "node-1",
    signal: stop.signal,
    onPod: ({ metadata }) => told.push(`pod ${metadata.uid}`),
    onGone: (uid) => told.push(`gone ${uid}`),
  });
  return { asked, told };
}

test("an ended watch goes on at the last version it saw, a bookmark's too", async () => {
  const bookmark = { type: "BOOKMARK", object: { metadata: { resourceVersion: "9" } } };
  const { asked, told } = await play([
    { list: { version: "5", pods: ["a"] } },
    { events: [{ type: "ADDED", object: pod("b", "7") }] },
    { events: [bookmark] },
    { events: [{ type: "DELETED", object: pod("b", "11") }] },
  ]);
  expect(asked).toEqual(["list", "watch 5", "watch 7", "watch 9"]);
  expect(told).toEqual(["pod a", "pod b", "gone b"]);
});

test("410, as an answer or as an event, lists again and finds what went meanwhile", async () => {
  const expired = { type: "ERROR", object: { code: 410, reason: "Expired", message: "too old resource version" } };
  const { asked, told } = await play([
    { list: { version: "5", pods: ["a", "b"] } },
    { events: [expired] },
    { list: { version: "20", pods: ["b"] } },
    { events: [], fails: new ApiError(410, "Expired", "too old resource version") },
    { list: { version: "30", pods: ["b", "c"] } },
    { events: [] },
  ]);
  expect(asked).toEqual(["list", "watch 5", "list", "watch 20", "list", "watch 30"]);
  expect(told).toEqual(["pod a", "pod b", "gone a", "pod b", "pod b", "pod c"]);
});

test("a broken connection lists again", async () => {
  const { asked } = await play([
    { list: { version: "5", pods: [] } },
    { events: [], fails: new Error("socket hang up") },
    { list: { version: "6", pods: [] } },
    { events: [] },
  ]);
  expect(asked).toEqual(["list", "watch 5", "list", "watch 6"]);
});
