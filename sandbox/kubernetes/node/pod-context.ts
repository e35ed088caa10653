import type { ContainerProcess } from "./container-process.ts";
import type { ObjectReader } from "./namespace-objects.ts";
import type { NodeContext } from "./node-context.ts";
import type { Container, ContainerStatus, Pod } from "./pod.ts";
import type { MountedVolume } from "./volumes.ts";

/** What the containers of one pod share. */
export type PodContext = {
  node: NodeContext;
  pod: Pod;
  podIP: string;
  podDir: string;
  reader: ObjectReader;
  volumes: Map<string, MountedVolume>;
  /** Aborts when the pod is to stop: nothing new is started, waits end. */
  stopping: AbortSignal;
  /** The containers' processes, by container name. */
  running: Map<string, ContainerProcess>;
  /** To be called after a container's status has changed. */
  changed(): void;
};

export type ContainerRun = { container: Container; isInit: boolean; status: ContainerStatus };

/** A container that has not been started yet, as the kubelet first reports it. */
export function createRun(container: Container, isInit: boolean, reason: string): ContainerRun {
  const status: ContainerStatus = {
    name: container.name,
    image: container.image,
    imageID: "",
    ready: false,
    started: false,
    restartCount: 0,
    state: { waiting: { reason } },
    lastState: {},
  };
  return { container, isInit, status };
}

/** Waits; ends early, without an error, when the signal aborts. */
export function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve();
    const end = () => {
      clearTimeout(timer);
      signal.removeEventListener("abort", end);
      resolve();
    };
    const timer = setTimeout(end, ms);
    signal.addEventListener("abort", end);
  });
}
