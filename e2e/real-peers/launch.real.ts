import { GetObjectCommand, HeadObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import type { ClusterName } from "#demo/company.ts";
import { must } from "#demo/must.ts";
import { contextOf } from "#demo/seed.ts";
import { stopRun } from "#lib/runs/stop-run.ts";
import { type LiveStack, startLiveStack, type Worker } from "../live/live-stack.ts";
import {
  archivedLogs,
  attemptsOf,
  endOf,
  endsIn,
  inState,
  logOf,
  putAway,
  storyOf,
  textOf,
} from "../live/run-facts.ts";
import { until } from "../live/until.ts";
import { isBuilt, peers } from "./peers.ts";

const clusters: ClusterName[] = ["dc-frankfurt", "eks-frankfurt", "eks-virginia"];
let live: LiveStack;
let worker: Worker;

beforeAll(async () => {
  live = await startLiveStack();
  worker = live.startWorker();
});
afterAll(() => live?.stop());

const jobsOf = async (cluster: ClusterName, runId: string) =>
  live.kube[cluster].list(`/apis/batch/v1/jobs?labelSelector=${encodeURIComponent(`slipway.dev/run=${runId}`)}`);

test.each(isBuilt(peers.kubernetes) ? clusters : [])("%s has a real API server", async (cluster) => {
  // The stand-in serves no aggregation layer.
  const services = await live.kube[cluster].list("/apis/apiregistration.k8s.io/v1/apiservices");
  expect(services.map(({ metadata }) => metadata.name)).toContain("v1.batch");
});

test.each(isBuilt(peers.s3) ? ["VERSITYGW"] : [])(
  "the data centre's S3 is %s, where a project's key opens its own buckets alone",
  async (server) => {
    const { url } = live.stack.sandbox.datacenterS3;
    expect((await fetch(url)).headers.get("server")).toBe(server);
    const credentials = live.stack.keys.datacenter.orders;
    const s3 = new S3Client({ endpoint: url, region: "eu-central-1", credentials, forcePathStyle: true });
    onTestFinished(() => s3.destroy());
    await s3.send(new HeadObjectCommand({ Bucket: "acme-orders-dc", Key: "input/orders.csv" }));
    const foreign = s3.send(new GetObjectCommand({ Bucket: "acme-payments-dc", Key: "any" }));
    await expect(foreign).rejects.toMatchObject({ name: "AccessDenied" });
  },
);

test.each(clusters)("the report runs on %s: files and secret are there, and its log is kept", async (cluster) => {
  const runId = await live.launch("Daily orders report", cluster);
  expect(await endOf(live.db, runId)).toMatchObject({ state: "succeeded", reason: null });
  await putAway(live.db, runId);
  expect((await archivedLogs(live.db, runId)).map(({ container }) => container).sort()).toEqual(["init", "main"]);
  const log = textOf(await logOf(live.db, runId));
  expect(log).toContain("mode 0400");
  expect(log).toMatch(/report ready$/);
});

test("a container's own entrypoint runs", async () => {
  const runId = await live.launch("Greeting from a container", "eks-virginia");
  expect(await endOf(live.db, runId)).toMatchObject({ state: "succeeded" });
});

test.each(clusters)(
  "a stopped run on %s ends cancelled, and its pod gets the time to end by itself",
  async (cluster) => {
    const runId = await live.launch("Long count", cluster);
    await inState(live.db, runId, "running");
    // Before its first line it has not asked for SIGTERM yet, and ends without a word.
    await until("the program counts", async () => textOf(await logOf(live.db, runId)).includes("1 of "));
    await must(stopRun, await contextOf(live.db, "engineer@orders"), { runId });
    expect(await endOf(live.db, runId)).toMatchObject({ state: "cancelled" });
    await putAway(live.db, runId);
    expect(textOf(await logOf(live.db, runId))).toMatch(/stopping$/);
  },
);

test("a program that exits with 3 fails the run with that code and its last line", async () => {
  const runId = await live.launch("Fails well", "eks-virginia");
  expect(await endOf(live.db, runId)).toMatchObject({ state: "failed", reason: "exit-code", params: { exitCode: 3 } });
});

describe("what cannot go well is refused", () => {
  const refusalOf = async (...launch: Parameters<LiveStack["tryLaunch"]>) => {
    const result = await live.tryLaunch(...launch);
    return result.ok ? "launched" : result.error.message;
  };

  test("an image that is not there", async () => {
    const wrong = refusalOf("Long count", "dc-frankfurt", (input) => ({
      ...input,
      choices: { ...input.choices, image: { ...input.choices.image, tag: "9.9.9" } },
    }));
    expect(await wrong).toBe("orders/report has no tag 9.9.9");
  });

  test("a quota that is full", async () => {
    const quota = "/api/v1/namespaces/orders-batch/resourcequotas/compute";
    const set = (cpu: string) => live.kube["eks-frankfurt"].patch(quota, { spec: { hard: { "requests.cpu": cpu } } });
    await set("50m");
    await until("the quota controller counts by it", async () => {
      const [seen] = await live.kube["eks-frankfurt"].list("/api/v1/namespaces/orders-batch/resourcequotas");
      return (seen?.status?.hard as Record<string, string> | undefined)?.["requests.cpu"] === "50m";
    });
    expect(await refusalOf("Long count", "eks-frankfurt")).toMatch(
      /^Quota compute has no room: requests.cpu 0.1 asked/,
    );
    await set("4");
  });

  test("by the restricted cluster itself, any pod that is not Slipway's restricted one", async () => {
    const pods = "/api/v1/namespaces/orders-batch/pods";
    const pod = (name: string) => ({
      apiVersion: "v1",
      kind: "Pod",
      metadata: { name },
      spec: { containers: [{ name: "main", image: "busybox" }] },
    });
    await expect(live.kube["eks-virginia"].create(pods, pod("plain"))).rejects.toThrow(
      /403.*violates PodSecurity .*restricted/,
    );
  });
});

test("a worker that is killed in the middle leaves one Job, and the next worker brings it to its end", async () => {
  const runId = await live.launch("Long count", "dc-frankfurt", (input) => ({
    ...input,
    choices: { ...input.choices, args: ["6"] },
  }));
  await inState(live.db, runId, "running");
  await worker.kill();
  worker = live.startWorker();
  expect(await endOf(live.db, runId)).toMatchObject({ state: "succeeded" });
  expect(await attemptsOf(live.db, runId)).toHaveLength(1);
  expect(endsIn(await storyOf(live.db, runId))).toEqual(["succeeded"]);
  expect((await jobsOf("dc-frankfurt", runId)).map(({ metadata }) => metadata.name)).toEqual([`sw-${runId}-1`]);
  await putAway(live.db, runId);
  expect(textOf(await logOf(live.db, runId))).toMatch(/counted to the end$/);
});
