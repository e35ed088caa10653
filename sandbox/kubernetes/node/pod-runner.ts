import { rm } from "node:fs/promises";
import { join } from "node:path";
import type { ContainerProcess } from "./container-process.ts";
import { runContainer } from "./container-run.ts";
import { ApiError } from "./kubernetes-api.ts";
import { createObjectReader } from "./namespace-objects.ts";
import type { NodeContext } from "./node-context.ts";
import { apiTime, type ContainerStatus, type Pod } from "./pod.ts";
import { type ContainerRun, createRun, type PodContext, pause } from "./pod-context.ts";
import { applyPodIdentity } from "./pod-identity.ts";
import { composeStatus, lostContainer } from "./pod-status.ts";
import { createStatusReporter } from "./status-reporter.ts";
import { type MountedVolume, mountVolumes } from "./volumes.ts";

/** After a forced deletion the processes still get a moment to end by themselves. */
const forcedGraceMs = 2000;
const volumeRetryMs = 2000;

export type PodRunner = {
  /** The pod as the API server has it now; a deletion time stops it with its grace. */
  update(pod: Pod): void;
  /** The API server has no such pod any more. */
  gone(): Promise<void>;
  /** The node stops: processes end at once and nothing is reported. */
  kill(): Promise<void>;
  statuses(): ContainerStatus[];
};

/** Runs one pod from its binding to its end, and reports it as a kubelet does. */
export function startPod(node: NodeContext, bound: Pod): PodRunner {
  let pod = bound;
  const { namespace, uid } = pod.metadata;
  const podDir = join(node.dataDir, "pods", uid);
  const memoryDir = join(node.memoryDir, uid);
  const waitingReason = pod.spec.initContainers?.length ? "PodInitializing" : "ContainerCreating";
  const inits = (pod.spec.initContainers ?? []).map((container) => createRun(container, true, waitingReason));
  const mains = pod.spec.containers.map((container) => createRun(container, false, waitingReason));
  const running = new Map<string, ContainerProcess>();
  const stopping = new AbortController();
  const silenced = new AbortController();
  const podIP = node.addresses.take(uid);
  const startTime = apiTime();
  const reader = createObjectReader(node.api, namespace);
  const reporter = createStatusReporter(node.api, pod, silenced.signal);
  let conditions = pod.status?.conditions ?? [];
  let hasAddress = false;
  let isOver = false;

  const report = () => {
    const address = hasAddress ? podIP : undefined;
    const status = composeStatus({ pod, inits, mains, podIP: address, startTime, previous: conditions, isOver });
    conditions = status.conditions ?? [];
    reporter.report(status);
  };

  const run = async () => {
    report();
    const volumes = await prepare();
    if (volumes) await runContainers(volumes);
    if (stopping.signal.aborted) {
      for (const each of [...inits, ...mains]) each.status = lostContainer(each.status, "terminated");
    }
    isOver = true;
    stopping.abort();
    report();
    await removeVolumes();
  };

  /** Identity and volumes, tried until they are there; undefined when the pod is stopped meanwhile. */
  const prepare = async (): Promise<Map<string, MountedVolume> | undefined> => {
    while (!stopping.signal.aborted) {
      try {
        if (node.podIdentityWebhook) pod = await applyPodIdentity(node.api, pod, node.podIdentityWebhook);
        return await mountVolumes({
          pod,
          podIP,
          reader,
          diskDir: join(podDir, "volumes"),
          memoryDir,
          signal: stopping.signal,
        });
      } catch (error) {
        const message = error instanceof Error ? error.message : String(error);
        node.events.record(pod, { type: "Warning", reason: "FailedMount", message });
        await pause(volumeRetryMs, stopping.signal);
      }
    }
    return undefined;
  };

  const runContainers = async (volumes: Map<string, MountedVolume>) => {
    const specs = new Map(
      [...(pod.spec.initContainers ?? []), ...pod.spec.containers].map((spec) => [spec.name, spec]),
    );
    const withIdentity = (each: ContainerRun): ContainerRun =>
      Object.assign(each, { container: specs.get(each.container.name) ?? each.container });
    const signal = stopping.signal;
    const ctx: PodContext = { node, pod, podIP, podDir, reader, volumes, stopping: signal, running, changed: report };
    hasAddress = true;
    for (const init of inits) {
      await runContainer(ctx, withIdentity(init));
      if (init.status.state.terminated?.exitCode !== 0) return;
    }
    await Promise.all(mains.map((main) => runContainer(ctx, withIdentity(main))));
  };

  const removeVolumes = async () => {
    await rm(join(podDir, "volumes"), { recursive: true, force: true });
    await rm(memoryDir, { recursive: true, force: true });
  };

  const stop = (graceMs: number) => {
    for (const [name, process] of running) {
      const container = { name, isInit: inits.some((init) => init.container.name === name) };
      const message = `Stopping container ${name}`;
      if (!stopping.signal.aborted) node.events.record(pod, { type: "Normal", reason: "Killing", message, container });
      process.stop(graceMs);
    }
    stopping.abort();
  };

  const finished = run();
  let stopAt = Number.POSITIVE_INFINITY;

  const remove = async () => {
    await finished;
    await reporter.flush();
    await removePod(node, pod, silenced.signal);
  };

  const update = (next: Pod) => {
    conditions = [
      ...conditions,
      ...(next.status?.conditions ?? []).filter((a) => !conditions.some((b) => b.type === a.type)),
    ];
    pod = { ...pod, metadata: next.metadata };
    if (!next.metadata.deletionTimestamp) return;
    const graceMs = (next.metadata.deletionGracePeriodSeconds ?? next.spec.terminationGracePeriodSeconds ?? 30) * 1000;
    const isFirst = stopAt === Number.POSITIVE_INFINITY;
    // A second deletion may only shorten the grace.
    if (Date.now() + graceMs >= stopAt) return;
    stopAt = Date.now() + graceMs;
    stop(graceMs);
    if (isFirst) void remove();
  };
  update(bound);

  const end = async (graceMs: number) => {
    silenced.abort();
    stop(graceMs);
    await finished;
    await rm(podDir, { recursive: true, force: true });
  };
  return {
    update,
    async gone() {
      await end(forcedGraceMs);
      node.addresses.release(uid);
      const { name } = pod.metadata;
      await rm(join(node.dataDir, "logs", `${namespace}_${name}_${uid}`), { recursive: true, force: true });
    },
    kill: () => end(0),
    statuses: () => [...inits, ...mains].map((each) => each.status),
  };
}

/** The last step of a deletion: the API server forgets the pod, if it is still this one. Tried until it has. */
export async function removePod(node: NodeContext, pod: Pod, signal: AbortSignal): Promise<void> {
  const { namespace, name, uid } = pod.metadata;
  for (let failures = 0; !signal.aborted; failures++) {
    try {
      await node.api.remove(`/api/v1/namespaces/${namespace}/pods/${name}`, {
        apiVersion: "v1",
        kind: "DeleteOptions",
        gracePeriodSeconds: 0,
        preconditions: { uid },
      });
      return;
    } catch (error) {
      if (error instanceof ApiError && (error.status === 404 || error.status === 409)) return;
      await pause(Math.min(5000, 200 * 2 ** failures), signal);
    }
  }
}
