import { mkdtemp, rm } from "node:fs/promises";
import { request } from "node:https";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { startRegistry } from "#sandbox/registry/server.ts";
import { startCutProxy } from "./cut-proxy.ts";
import { connectApi, type KubernetesApi } from "./kubernetes-api.ts";
import { type NodeOptions, startNode } from "./node.ts";
import type { Pod } from "./pod.ts";

type ControlPlane = { url: string; ca: string; stop(): Promise<void> };

/** Files of the only image: what a test runs from it, it passes as the container's command. */
const image = {
  tags: ["1"],
  entrypoint: ["python3", "/app/report.py"],
  cmd: ["monthly"],
  env: { GREETING: "hello" },
  files: { "/app/report.py": "import os, sys\nprint(os.environ['GREETING'], sys.argv[1])\n" },
};

/**
 * A control plane (the real one when SLIPWAY_TEST_KUBERNETES is `real`, else the stand-in), one node, and a registry with an open
 * repository `demo/report` on one host and a locked one on another.
 */
export async function startTestCluster(o: Pick<NodeOptions, "podIdentityWebhook"> = {}) {
  const stack = new AsyncDisposableStack();
  try {
    return await fillCluster(stack, o);
  } catch (error) {
    await stack.disposeAsync();
    throw error;
  }
}

async function fillCluster(stack: AsyncDisposableStack, o: Pick<NodeOptions, "podIdentityWebhook">) {
  const dataDir = await mkdtemp(join(tmpdir(), "slipway-node-"));
  stack.defer(() => rm(dataDir, { recursive: true, force: true }));
  const started = <T extends { stop(): Promise<void> }>(server: T): T => {
    stack.defer(() => server.stop());
    return server;
  };
  const controlPlane = started(await startControlPlane(join(dataDir, "control-plane")));
  const open = started(await startRegistry({ repositories: [{ name: "demo/report", images: [image] }], users: [] }));
  const users = [{ name: "puller", password: "pull-secret" }];
  const locked = started(await startRegistry({ repositories: [{ name: "demo/report", images: [image] }], users }));
  const line = started(await startCutProxy(controlPlane.url));
  const nodeOptions: NodeOptions = {
    ...o,
    name: "node-1",
    server: line.url,
    ca: controlPlane.ca,
    token: "node-token",
    dataDir: join(dataDir, "node"),
    isolation: process.env.SLIPWAY_TEST_ISOLATION === "none" ? "none" : "any",
    registries: { [open.host]: { url: open.url }, [locked.host]: { url: locked.url } },
  };
  let node = await startNode(nodeOptions);
  stack.defer(() => node.stop());
  const api = connectApi({ server: controlPlane.url, ca: controlPlane.ca, token: "admin-token" });
  stack.defer(() => api.close());
  await until("the default service account", () =>
    api.get("/api/v1/namespaces/default/serviceaccounts/default").catch(() => undefined),
  );
  return {
    api,
    /** The node's line to the API server. */
    line,
    nodeDataDir: nodeOptions.dataDir,
    image: `${open.host}/demo/report:1`,
    host: open.host,
    lockedImage: `${locked.host}/demo/report:1`,
    lockedHost: locked.host,
    readLog: (pod: string, query: string) => readLog(controlPlane, pod, query),
    async restartNode() {
      await node.stop();
      node = await startNode(nodeOptions);
    },
    stop: () => stack.disposeAsync(),
  };
}

export type TestCluster = Awaited<ReturnType<typeof startTestCluster>>;

async function startControlPlane(dataDir: string): Promise<ControlPlane> {
  const isReal = process.env.SLIPWAY_TEST_KUBERNETES === "real";
  // The stand-in has no node authorizer: its node is allowed everything.
  const groups = isReal ? ["system:nodes"] : ["system:nodes", "system:masters"];
  const tokens = [
    { token: "admin-token", user: "admin", groups: ["system:masters"] },
    { token: "node-token", user: "system:node:node-1", groups },
  ];
  if (isReal) {
    const real = await import("../../../e2e/real-peers/kubernetes.ts");
    return real.startRealControlPlane({ name: "node-test", dataDir, tokens });
  }
  const standIn = await import("#sandbox/kubernetes/control-plane/server.ts");
  return standIn.startControlPlane({ name: "node-test", uid: "5c0f4c1c-7a3e-4a51-9c50-9f3d6f6f0001", dataDir, tokens });
}

/** Asks again until there is an answer; throws, saying what was waited for, after 30 s. */
export async function until<T>(what: string, ask: () => Promise<T | undefined | false>): Promise<T> {
  const deadline = Date.now() + 30_000;
  for (;;) {
    const answer = await ask();
    if (answer) return answer;
    if (Date.now() > deadline) throw new Error(`waited 30 s for ${what}`);
    await delay(50);
  }
}

type JobStatus = { conditions?: { type: string; status: string }[] };

/** Creates a Job with one try and resolves with its pod as soon as there is one. */
export async function createJob(
  api: KubernetesApi,
  name: string,
  spec: Partial<Pod["spec"]> & { containers: object[] },
) {
  const template = { spec: { restartPolicy: "Never", terminationGracePeriodSeconds: 5, ...spec } };
  await api.create("/apis/batch/v1/namespaces/default/jobs", {
    apiVersion: "batch/v1",
    kind: "Job",
    metadata: { name },
    spec: { backoffLimit: 0, template },
  });
  return until(`a pod of ${name}`, () => findPod(api, name));
}

export async function findPod(api: KubernetesApi, job: string): Promise<Pod | undefined> {
  const selector = encodeURIComponent(`batch.kubernetes.io/job-name=${job}`);
  const found = await api.get<{ items: Pod[] }>(`/api/v1/namespaces/default/pods?labelSelector=${selector}`);
  return found.items[0];
}

/** Waits for the Job's end; resolves with the condition that ended it and the pod as it stood then. */
export async function jobEnd(api: KubernetesApi, name: string): Promise<{ ended: string; pod: Pod }> {
  const ended = await until(`the end of ${name}`, async () => {
    const { status } = await api.get<{ status?: JobStatus }>(`/apis/batch/v1/namespaces/default/jobs/${name}`);
    return status?.conditions?.find(({ type, status }) => status === "True" && /^(Complete|Failed)$/.test(type))?.type;
  });
  const pod = await findPod(api, name);
  if (!pod) throw new Error(`the pod of ${name} is gone`);
  return { ended, pod };
}

export async function eventsOf(
  api: KubernetesApi,
  pod: Pod,
): Promise<{ reason: string; message: string; type: string }[]> {
  const selector = encodeURIComponent(`involvedObject.uid=${pod.metadata.uid}`);
  const found = await api.get<{ items: { reason: string; message: string; type: string }[] }>(
    `/api/v1/namespaces/default/events?fieldSelector=${selector}`,
  );
  return found.items;
}

function readLog(controlPlane: ControlPlane, pod: string, query: string): Promise<{ status: number; text: string }> {
  const url = `${controlPlane.url}/api/v1/namespaces/default/pods/${pod}/log?${query}`;
  return new Promise((resolve, reject) => {
    const options = { ca: controlPlane.ca, headers: { authorization: "Bearer admin-token" } };
    const sent = request(url, options, (response) => {
      const chunks: Buffer[] = [];
      response.on("data", (chunk: Buffer) => chunks.push(chunk));
      response.on("end", () => resolve({ status: response.statusCode ?? 0, text: Buffer.concat(chunks).toString() }));
      response.on("error", reject);
    });
    sent.on("error", reject);
    sent.end();
  });
}
