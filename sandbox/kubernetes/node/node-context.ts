import type { ContainerLog } from "./container-log.ts";
import type { EventRecorder } from "./event-recorder.ts";
import type { ImageStore } from "./image-store.ts";
import type { Isolation } from "./isolation.ts";
import type { KubernetesApi } from "./kubernetes-api.ts";
import type { createAddressPool } from "./pod-address.ts";
import type { PodIdentityWebhook } from "./pod-identity.ts";
import type { ProcessRegistry } from "./process-registry.ts";

/** What all pods of one node share. */
export type NodeContext = {
  name: string;
  api: KubernetesApi;
  events: EventRecorder;
  images: ImageStore;
  isolation: Isolation;
  processes: ProcessRegistry;
  addresses: ReturnType<typeof createAddressPool>;
  dataDir: string;
  /** A folder in memory where there is one: for secrets, tokens and memory emptyDirs. */
  memoryDir: string;
  /** PATH of the host, this Node first: images here have no base system of their own. */
  hostPath: string;
  /** KUBERNETES_SERVICE_HOST and the like. */
  services: Record<string, string>;
  podIdentityWebhook?: PodIdentityWebhook;
  /** Logs being written, by path. */
  openLogs: Map<string, ContainerLog>;
};

export type PodNames = { namespace: string; name: string; uid: string };

/** Where a container's log lies, in the layout of /var/log/pods. */
export function logPath(dataDir: string, pod: PodNames, container: string, restartCount: number): string {
  return `${dataDir}/logs/${pod.namespace}_${pod.name}_${pod.uid}/${container}/${restartCount}.log`;
}
