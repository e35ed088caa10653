import { createHash } from "node:crypto";
import { accessSync, constants, mkdirSync, rmSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { createEventRecorder } from "./event-recorder.ts";
import { createImageStore, type Registries } from "./image-store.ts";
import { chooseIsolation } from "./isolation.ts";
import { startKubeletServer } from "./kubelet-server.ts";
import { connectApi } from "./kubernetes-api.ts";
import { adoptPod, wasStartedBefore } from "./lost-pod.ts";
import type { NodeContext } from "./node-context.ts";
import type { Pod } from "./pod.ts";
import { createAddressPool } from "./pod-address.ts";
import type { PodIdentityWebhook } from "./pod-identity.ts";
import { type PodRunner, startPod } from "./pod-runner.ts";
import { createProcessRegistry } from "./process-registry.ts";
import { registerNode } from "./registration.ts";
import { watchPods } from "./watch-pods.ts";

export type NodeOptions = {
  name: string;
  /** URL of any Kubernetes API server, PEM of its authority, and a bearer token with a kubelet's rights. */
  server: string;
  ca: string;
  token: string;
  /** Images, logs and the files of running pods; only one node at a time may use it. */
  dataDir: string;
  /** By the host in image names, where the registry really is, and the node's own Authorization header for it. */
  registries: Registries;
  podIdentityWebhook?: PodIdentityWebhook;
  /** `none` keeps containers from having a file system view of their own even where that is to be had. */
  isolation?: "any" | "none";
};

/**
 * A stand-in for a node and its kubelet: registers itself at the API server and runs the pods bound to it as local processes, with
 * everything a Job can see of a kubelet. Resolves when the node is Ready. Nothing is limited or fenced: pods are trusted programs.
 */
export async function startNode(o: NodeOptions): Promise<{ stop(): Promise<void>; kubeletUrl: string }> {
  const dataDir = resolve(o.dataDir);
  mkdirSync(dataDir, { recursive: true });
  const memoryDir = chooseMemoryDir(dataDir);
  const processes = createProcessRegistry(dataDir);
  processes.endLeftBehind();
  for (const folder of [memoryDir, join(dataDir, "pods")]) rmSync(folder, { recursive: true, force: true });
  mkdirSync(memoryDir, { recursive: true, mode: 0o700 });

  const api = connectApi(o);
  const { hostname, port } = new URL(o.server);
  const node: NodeContext = {
    name: o.name,
    api,
    events: createEventRecorder(api, o.name),
    images: createImageStore({ dataDir: join(dataDir, "images"), registries: o.registries }),
    isolation: chooseIsolation(o.isolation),
    processes,
    addresses: createAddressPool(o.server + o.name),
    dataDir,
    memoryDir,
    hostPath: hostPath(),
    services: {
      KUBERNETES_SERVICE_HOST: hostname,
      KUBERNETES_SERVICE_PORT: port || "443",
      KUBERNETES_SERVICE_PORT_HTTPS: port || "443",
    },
    ...(o.podIdentityWebhook && { podIdentityWebhook: o.podIdentityWebhook }),
    openLogs: new Map(),
  };
  const pods = new Map<string, { pod: Pod; runner: PodRunner }>();
  const kubelet = await startKubeletServer(o.name, {
    dataDir,
    openLogs: node.openLogs,
    findPod(namespace, name) {
      const found = [...pods.values()].findLast(
        ({ pod }) => pod.metadata.namespace === namespace && pod.metadata.name === name,
      );
      return found && { uid: found.pod.metadata.uid, statuses: found.runner.statuses() };
    },
  });
  const stopped = new AbortController();
  try {
    const registration = await registerNode({ api, name: o.name, kubeletPort: kubelet.port });
    stopped.signal.addEventListener("abort", () => registration.stop());
  } catch (error) {
    await kubelet.stop();
    api.close();
    rmSync(memoryDir, { recursive: true, force: true });
    throw error;
  }
  const leaving = new Set<Promise<void>>();
  const watching = watchPods({
    api,
    nodeName: o.name,
    signal: stopped.signal,
    onPod(pod) {
      const held = pods.get(pod.metadata.uid);
      if (held) {
        held.pod = pod;
        held.runner.update(pod);
        return;
      }
      const runner = wasStartedBefore(pod) ? adoptPod(node, pod) : startPod(node, pod);
      pods.set(pod.metadata.uid, { pod, runner });
    },
    onGone(uid) {
      const held = pods.get(uid);
      pods.delete(uid);
      if (!held) return;
      const left = held.runner.gone().finally(() => leaving.delete(left));
      leaving.add(left);
    },
  });
  return {
    kubeletUrl: kubelet.url,
    async stop() {
      stopped.abort();
      await watching;
      await Promise.all([...leaving, ...[...pods.values()].map(({ runner }) => runner.kill())]);
      await node.events.flush();
      await kubelet.stop();
      api.close();
      rmSync(memoryDir, { recursive: true, force: true });
    },
  };
}

/** Linux has a tmpfs that needs no rights; elsewhere secrets are on disk while their pod runs. */
function chooseMemoryDir(dataDir: string): string {
  try {
    accessSync("/dev/shm", constants.W_OK);
    return `/dev/shm/slipway-node-${createHash("sha256").update(dataDir).digest("hex").slice(0, 16)}`;
  } catch {
    return join(dataDir, "memory");
  }
}

/** This Node's folder before the host's own: images are made for this version, an older one may be installed too. */
function hostPath(): string {
  const folders = (process.env.PATH ?? "/usr/bin:/bin").split(":").filter((folder) => folder.startsWith("/"));
  return [...new Set([dirname(process.execPath), ...folders])].join(":");
}
