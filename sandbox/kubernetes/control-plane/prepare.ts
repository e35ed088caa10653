import type { Job, KubeObject, Pod, PodSpec } from "./object.ts";
import type { Store } from "./storage.ts";

/** What the server decides about a new object itself, before admission. Changes `object`. */
export function prepareCreate(store: Store, resource: string, object: KubeObject): void {
  preparers[resource]?.(object, store);
}

const preparers: Record<string, (object: KubeObject, store: Store) => void> = {
  pods: (object) => {
    const pod = object as Pod;
    pod.metadata.generation = 1;
    pod.status = { phase: "Pending", qosClass: qosClass(pod.spec) };
    pod.spec.tolerations = [
      ...(pod.spec.tolerations ?? []),
      ...["not-ready", "unreachable"].map((name) => ({
        key: `node.kubernetes.io/${name}`,
        operator: "Exists",
        effect: "NoExecute",
        tolerationSeconds: 300,
      })),
    ];
  },
  "jobs.batch": (object) => {
    const job = object as Job;
    const { uid, name } = job.metadata;
    job.metadata.generation = 1;
    job.status = {};
    if (!job.spec?.template) return;
    const labels = {
      "batch.kubernetes.io/controller-uid": uid,
      "batch.kubernetes.io/job-name": name,
      "controller-uid": uid,
      "job-name": name,
    };
    job.spec.selector = { matchLabels: { "batch.kubernetes.io/controller-uid": uid } };
    job.spec.template.metadata = {
      ...job.spec.template.metadata,
      labels: { ...job.spec.template.metadata?.labels, ...labels },
    };
    // Upstream's default on every read: a Job without labels shows those of its pods.
    if (Object.keys(job.metadata.labels ?? {}).length === 0) {
      const shown = job.spec.template.metadata?.labels;
      if (shown) job.metadata.labels = { ...shown };
    }
  },
  services: (object, store) => {
    const spec = object.spec as { clusterIP?: string; clusterIPs?: string[] } | undefined;
    if (!spec) return;
    spec.clusterIP ||= freeClusterIp(store);
    spec.clusterIPs = [spec.clusterIP];
    object.status = { loadBalancer: {} };
  },
  namespaces: (object) => {
    object.status = { phase: "Active" };
  },
  resourcequotas: (object) => {
    object.status = {};
  },
};

function freeClusterIp(store: Store): string {
  const taken = new Set(store.list("services").map(({ spec }) => (spec as { clusterIP?: string }).clusterIP));
  for (let n = 1; n < 65_535; n++) {
    const address = `127.96.${n >> 8}.${n & 255}`;
    if (!taken.has(address)) return address;
  }
  throw new Error("no cluster IP is left");
}

/** https://kubernetes.io/docs/concepts/workloads/pods/pod-qos/ */
function qosClass(spec: PodSpec): string {
  const containers = [...(spec.containers ?? []), ...(spec.initContainers ?? [])].map(
    ({ resources = {} }) => resources,
  );
  if (containers.every(({ requests = {}, limits = {} }) => Object.keys({ ...requests, ...limits }).length === 0))
    return "BestEffort";
  const guaranteed = containers.every(({ requests = {}, limits = {} }) =>
    ["cpu", "memory"].every((name) => limits[name] !== undefined && requests[name] === limits[name]),
  );
  return guaranteed ? "Guaranteed" : "Burstable";
}
