import type { KubernetesApi } from "./kubernetes-api.ts";
import { apiTime, type Pod } from "./pod.ts";

export type EventRecorder = {
  /** Records an event about a pod, or about one container of it; the same words again raise its count. */
  record(pod: Pod, event: PodEvent): void;
  /** Resolves when all events recorded so far are written or given up. */
  flush(): Promise<void>;
};
export type PodEvent = {
  type: "Normal" | "Warning";
  reason: string;
  message: string;
  container?: { name: string; isInit: boolean };
};

/** Writes events one after the other, so that they read in the order in which things happened. Failures are dropped, as the kubelet does. */
export function createEventRecorder(api: KubernetesApi, nodeName: string): EventRecorder {
  const written = new Map<string, { name: string; count: number }>();
  let queue = Promise.resolve();
  let sequence = 0;

  const write = async (pod: Pod, event: PodEvent, at: string) => {
    const { name, namespace, uid, resourceVersion } = pod.metadata;
    const path = `/api/v1/namespaces/${namespace}/events`;
    const key = [uid, event.container?.name, event.type, event.reason, event.message].join("\n");
    const earlier = written.get(key);
    if (earlier) {
      earlier.count++;
      await api.patch(`${path}/${earlier.name}`, { count: earlier.count, lastTimestamp: at });
      return;
    }
    const list = event.container?.isInit ? "initContainers" : "containers";
    const fieldPath = event.container && `spec.${list}{${event.container.name}}`;
    const id = `${name}.${(Date.now() * 1_000_000 + (sequence++ % 1_000_000)).toString(16)}`;
    await api.create(path, {
      apiVersion: "v1",
      kind: "Event",
      metadata: { name: id, namespace },
      involvedObject: {
        apiVersion: "v1",
        kind: "Pod",
        name,
        namespace,
        uid,
        resourceVersion,
        ...(fieldPath && { fieldPath }),
      },
      type: event.type,
      reason: event.reason,
      message: event.message.slice(0, 1024),
      source: { component: "kubelet", host: nodeName },
      reportingComponent: "kubelet",
      reportingInstance: nodeName,
      firstTimestamp: at,
      lastTimestamp: at,
      count: 1,
    });
    written.set(key, { name: id, count: 1 });
    if (written.size > 4096) written.delete(written.keys().next().value ?? "");
  };

  return {
    record(pod, event) {
      const at = apiTime();
      queue = queue.then(() => write(pod, event, at).catch(() => {}));
    },
    flush: () => queue,
  };
}
