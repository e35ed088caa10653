import { existsSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createJob, findPod, jobEnd, startTestCluster, type TestCluster, until } from "./test-cluster.ts";

let cluster: TestCluster;
beforeAll(async () => {
  cluster = await startTestCluster();
}, 120_000);
afterAll(() => cluster?.stop());

const sh = (script: string) => ({ name: "main", image: cluster.image, command: ["sh", "-c", script] });

test("a Job made while the API server was away is run when it is back", { timeout: 60_000 }, async () => {
  cluster.line.cut();
  await createJob(cluster.api, "made-meanwhile", { containers: [sh("true")] });
  expect((await findPod(cluster.api, "made-meanwhile"))?.status?.phase).toBe("Pending");
  cluster.line.mend();
  expect((await jobEnd(cluster.api, "made-meanwhile")).ended).toBe("Complete");
});

test("an end that could not be reported is reported when the API server is back", { timeout: 60_000 }, async () => {
  const script = "echo waiting; sleep 1; echo over; exit 4";
  const pod = await createJob(cluster.api, "ends-meanwhile", { containers: [sh(script)] });
  const running = await until("the container to run", async () => {
    const found = await findPod(cluster.api, "ends-meanwhile");
    return found?.status?.phase === "Running" && found;
  });
  cluster.line.cut();
  expect((await cluster.readLog(pod.metadata.name, "container=main&follow=true")).text).toBe("waiting\nover\n");
  expect(running.status?.containerStatuses?.[0]?.state.running).toBeDefined();
  cluster.line.mend();
  const { ended, pod: over } = await jobEnd(cluster.api, "ends-meanwhile");
  expect(ended).toBe("Failed");
  expect(over.status?.containerStatuses?.[0]?.state.terminated?.exitCode).toBe(4);
});

test("a pod that was deleted by force while the API server was away is stopped when it is back", {
  timeout: 60_000,
}, async () => {
  const pod = await createJob(cluster.api, "goes-meanwhile", { containers: [sh("echo here; sleep 600")] });
  await until("the container to run", async () =>
    (await cluster.readLog(pod.metadata.name, "container=main")).text.includes("here"),
  );
  const folder = join(cluster.nodeDataDir, "pods", pod.metadata.uid);
  expect(existsSync(folder)).toBe(true);
  cluster.line.cut();
  const options = { apiVersion: "v1", kind: "DeleteOptions", propagationPolicy: "Background" };
  await cluster.api.remove("/apis/batch/v1/namespaces/default/jobs/goes-meanwhile", options);
  await cluster.api
    .remove(`/api/v1/namespaces/default/pods/${pod.metadata.name}`, { gracePeriodSeconds: 0 })
    .catch(() => {});
  cluster.line.mend();
  await until("its files to go", async () => !existsSync(folder));
});
