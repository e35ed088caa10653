import { rm } from "node:fs/promises";
import { join } from "node:path";
import type { NodeContext } from "./node-context.ts";
import type { ContainerStatus, Pod } from "./pod.ts";
import { type PodRunner, removePod } from "./pod-runner.ts";
import { lostContainer, mergeConditions } from "./pod-status.ts";
import { createStatusReporter } from "./status-reporter.ts";

/** Whether an earlier run of this node has started containers of the pod: they are never started twice. */
export function wasStartedBefore({ status }: Pod): boolean {
  const statuses = [...(status?.initContainerStatuses ?? []), ...(status?.containerStatuses ?? [])];
  const isKnown = ({ containerID, state }: ContainerStatus) => containerID || state?.running || state?.terminated;
  return status?.phase === "Succeeded" || status?.phase === "Failed" || statuses.some(isKnown);
}

/**
 * Holds a pod that an earlier run of this node has run. One that had ended stays as it is, its logs can be read; one that had not is
 * reported as failed, its containers as lost. A deletion is completed.
 */
export function adoptPod(node: NodeContext, bound: Pod): PodRunner {
  const { namespace, name, uid } = bound.metadata;
  const silenced = new AbortController();
  const reporter = createStatusReporter(node.api, bound, silenced.signal);
  const isTerminal = bound.status?.phase === "Succeeded" || bound.status?.phase === "Failed";
  const lost = (statuses: ContainerStatus[] = []) => statuses.map((status) => lostContainer(status, "terminated"));
  const inits = lost(bound.status?.initContainerStatuses);
  const mains = lost(bound.status?.containerStatuses);
  if (!isTerminal) {
    const failed = { status: "False", reason: "PodFailed" } as const;
    const own = ["Ready", "ContainersReady"].map((type) => ({ type, ...failed }));
    reporter.report({
      phase: "Failed",
      reason: "NodeRestarted",
      message: "The node was restarted and the pod's containers were lost",
      conditions: mergeConditions(bound.status?.conditions ?? [], own),
      ...(inits.length > 0 && { initContainerStatuses: inits }),
      containerStatuses: mains,
    });
  }
  let isRemoving = false;
  const update = (pod: Pod) => {
    if (!pod.metadata.deletionTimestamp || isRemoving) return;
    isRemoving = true;
    void reporter.flush().then(() => removePod(node, pod, silenced.signal));
  };
  update(bound);
  return {
    update,
    async gone() {
      silenced.abort();
      await rm(join(node.dataDir, "logs", `${namespace}_${name}_${uid}`), { recursive: true, force: true });
    },
    async kill() {
      silenced.abort();
    },
    statuses: () =>
      isTerminal
        ? [...(bound.status?.initContainerStatuses ?? []), ...(bound.status?.containerStatuses ?? [])]
        : [...inits, ...mains],
  };
}
