import { cpus, totalmem } from "node:os";
import { ApiError, type KubernetesApi } from "./kubernetes-api.ts";
import { apiTime } from "./pod.ts";

const renewEveryMs = 10_000;

/**
 * Registers the Node object and keeps its lease and its Ready condition fresh, as a kubelet does:
 * https://kubernetes.io/docs/reference/node/node-status/#heartbeats. Resolves when the node is registered.
 */
export async function registerNode(o: {
  api: KubernetesApi;
  name: string;
  kubeletPort: number;
}): Promise<{ stop(): void }> {
  const since = apiTime();
  const version = await o.api
    .get<{ gitVersion: string }>("/version")
    .then((answer) => answer.gitVersion)
    .catch(() => "v1.37.0");
  const beat = async () => {
    await ensureNode(o.api, o.name);
    await o.api.patch(`/api/v1/nodes/${o.name}/status`, { status: nodeStatus(o, version, since) });
    await renewLease(o.api, o.name);
  };
  await beat();
  let isBeating = false;
  const timer = setInterval(() => {
    if (isBeating) return;
    isBeating = true;
    beat()
      // The next beat tries again; the API server notices by itself when they stay away.
      .catch(() => {})
      .finally(() => {
        isBeating = false;
      });
  }, renewEveryMs);
  return { stop: () => clearInterval(timer) };
}

async function ensureNode(api: KubernetesApi, name: string): Promise<void> {
  const labels = {
    "kubernetes.io/hostname": name,
    "kubernetes.io/os": "linux",
    "kubernetes.io/arch": process.arch === "x64" ? "amd64" : process.arch,
  };
  const node = { apiVersion: "v1", kind: "Node", metadata: { name, labels }, spec: {} };
  await api.create("/api/v1/nodes", node).catch((error) => {
    if (!(error instanceof ApiError && error.status === 409)) throw error;
  });
}

function nodeStatus(o: { name: string; kubeletPort: number }, version: string, since: string) {
  // Requests are only counted here, never enforced: small machines may still schedule jobs that ask for a few cores.
  const memoryKi = Math.max(64 * 1024 * 1024, Math.floor(totalmem() / 1024));
  const capacity = {
    cpu: String(Math.max(16, cpus().length)),
    memory: `${memoryKi}Ki`,
    pods: "110",
    "ephemeral-storage": "100Gi",
  };
  const now = apiTime();
  const condition = (type: string, status: string, reason: string, message: string) => ({
    type,
    status,
    reason,
    message,
    lastHeartbeatTime: now,
    lastTransitionTime: since,
  });
  return {
    capacity,
    allocatable: capacity,
    addresses: [
      { type: "InternalIP", address: "127.0.0.1" },
      { type: "Hostname", address: o.name },
    ],
    daemonEndpoints: { kubeletEndpoint: { Port: o.kubeletPort } },
    nodeInfo: {
      architecture: process.arch === "x64" ? "amd64" : process.arch,
      bootID: "",
      containerRuntimeVersion: "processes://1.0.0",
      kernelVersion: "",
      kubeProxyVersion: "",
      kubeletVersion: version,
      machineID: o.name,
      operatingSystem: "linux",
      osImage: "Slipway sandbox node (pods are local processes)",
      systemUUID: o.name,
    },
    conditions: [
      condition("MemoryPressure", "False", "KubeletHasSufficientMemory", "kubelet has sufficient memory available"),
      condition("DiskPressure", "False", "KubeletHasNoDiskPressure", "kubelet has no disk pressure"),
      condition("PIDPressure", "False", "KubeletHasSufficientPID", "kubelet has sufficient PID available"),
      condition("Ready", "True", "KubeletReady", "kubelet is posting ready status"),
    ],
  };
}

async function renewLease(api: KubernetesApi, name: string): Promise<void> {
  const leases = "/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases";
  const spec = {
    holderIdentity: name,
    leaseDurationSeconds: 40,
    renewTime: new Date().toISOString().replace(/Z$/, "000Z"),
  };
  try {
    await api.patch(`${leases}/${name}`, { spec });
  } catch (error) {
    if (!(error instanceof ApiError && error.status === 404)) throw error;
    const lease = { apiVersion: "coordination.k8s.io/v1", kind: "Lease", metadata: { name }, spec };
    // A control plane without leases goes by the Ready condition alone.
    await api.create(leases, lease).catch((failure) => {
      if (!(failure instanceof ApiError && failure.status === 404)) throw failure;
    });
  }
}
