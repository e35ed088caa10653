import { mkdtempSync, rmSync } from "node:fs";
import { IncomingMessage, ServerResponse } from "node:http";
import { createServer, type Server } from "node:https";
import { type AddressInfo, Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { servingCertificate } from "./certificates.ts";
import { proxyLog } from "./logs.ts";
import { Store } from "./storage.ts";
import { podNamed, startTestCluster, type TestCluster } from "./test-cluster.ts";

let cluster: TestCluster;
let kubelet: Server;
let pods: string;
const asked: string[] = [];

/** A kubelet that knows one log, and one container that has not started. */
beforeAll(async () => {
  const dataDir = mkdtempSync(join(tmpdir(), "slipway-kubelet-"));
  const { cert, key } = servingCertificate(dataDir, "kubelet");
  rmSync(dataDir, { recursive: true });
  kubelet = createServer({ cert, key }, (request, response) => {
    asked.push(request.url ?? "");
    if (request.url?.includes("/waiting/"))
      response.writeHead(400).end('container "main" in pod "waiting" is waiting to start: ContainerCreating');
    else response.writeHead(200).end("line 1\nline 2\n");
  });
  await new Promise<void>((resolve) => kubelet.listen(0, "127.0.0.1", resolve));
  cluster = await startTestCluster();
  pods = `/api/v1/namespaces/${await cluster.namespace()}/pods`;
  await cluster.post("/api/v1/nodes", { metadata: { name: "node" } });
  const daemonEndpoints = { kubeletEndpoint: { Port: (kubelet.address() as AddressInfo).port } };
  const addresses = [{ type: "InternalIP", address: "127.0.0.1" }];
  await cluster.patch("/api/v1/nodes/node/status", "merge", { status: { addresses, daemonEndpoints } });
  for (const name of ["running", "waiting"]) await cluster.post(pods, podNamed(name, { nodeName: "node" }));
  const containers = ["a", "b"].map((name) => ({ name, image: "busybox" }));
  await cluster.post(
    pods,
    podNamed("two", { nodeName: "node", containers, initContainers: [{ name: "init", image: "busybox" }] }),
  );
  await cluster.post(pods, podNamed("unbound", { schedulerName: "none" }));
}, 120_000);
afterAll(async () => {
  await cluster.stop();
  kubelet.closeAllConnections();
  kubelet.close();
});

test("come from the kubelet of the pod's node, with the options asked", async () => {
  const answer = await cluster.get(`${pods}/running/log?container=main&tailLines=5&timestamps=true`);
  expect(answer).toMatchObject({ status: 200, text: "line 1\nline 2\n", headers: { "content-type": "text/plain" } });
  const url = new URL(asked.at(-1) ?? "", "https://kubelet");
  expect(url.pathname).toBe(`/containerLogs/${pods.split("/")[4]}/running/main`);
  expect(Object.fromEntries(url.searchParams)).toMatchObject({ tailLines: "5", timestamps: "true" });
});

test.each([
  ["a pod without a node", "unbound/log", 204, undefined],
  [
    "a container that has not started",
    "waiting/log",
    400,
    'container "main" in pod "waiting" is waiting to start: ContainerCreating',
  ],
  ["a container that is not there", "running/log?container=none", 400, "container none is not valid for pod running"],
  [
    "one of several containers",
    "two/log",
    400,
    "a container name must be specified for pod two, choose one of: [init a b]",
  ],
  ["a pod that is not there", "none/log", 404, 'pods "none" not found'],
])("of %s", async (_, path, status, message) => {
  const answer = await cluster.get(`${pods}/${path}`);
  expect(answer.status).toBe(status);
  expect(answer.body?.message).toBe(message);
});

test("of somebody who has hung up are dropped, and the server goes on", async () => {
  const [pod, node] = await Promise.all([cluster.get(`${pods}/running`), cluster.get("/api/v1/nodes/node")]);
  const store = new Store();
  store.put("nodes", node.body);
  const response = new ServerResponse(new IncomingMessage(new Socket()));
  await new Promise((resolve) => response.once("close", resolve).destroy());
  await expect(proxyLog(store, pod.body, new URLSearchParams("container=main"), response)).resolves.toBeUndefined();
});
