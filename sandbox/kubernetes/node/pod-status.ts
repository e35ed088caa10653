import { apiTime, type ContainerStatus, type Pod, type PodCondition, type PodPhase, type PodStatus } from "./pod.ts";
import type { ContainerRun } from "./pod-context.ts";

/**
 * The status a kubelet reports for a pod whose containers stand as given; `isOver` when none of them will be started again.
 * https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/
 */
export function composeStatus(o: {
  pod: Pod;
  inits: ContainerRun[];
  mains: ContainerRun[];
  podIP: string | undefined;
  startTime: string;
  previous: PodCondition[];
  isOver: boolean;
}): PodStatus {
  const phase = podPhase(o);
  const statusesOf = (runs: ContainerRun[]) => runs.map((run) => structuredClone(run.status));
  return {
    phase,
    startTime: o.startTime,
    hostIP: "127.0.0.1",
    hostIPs: [{ ip: "127.0.0.1" }],
    ...(o.podIP && { podIP: o.podIP, podIPs: [{ ip: o.podIP }] }),
    conditions: mergeConditions(o.previous, podConditions(o, phase)),
    ...(o.inits.length > 0 && { initContainerStatuses: statusesOf(o.inits) }),
    containerStatuses: statusesOf(o.mains),
  } as PodStatus;
}

function podPhase(o: { pod: Pod; inits: ContainerRun[]; mains: ContainerRun[]; isOver: boolean }): PodPhase {
  const isDone = ({ status }: ContainerRun) => status.state.terminated !== undefined;
  const exitCode = ({ status }: ContainerRun) => status.state.terminated?.exitCode;
  const hasStarted = ({ status }: ContainerRun) => status.containerID !== undefined;
  if (o.isOver) return [...o.inits, ...o.mains].every((run) => exitCode(run) === 0) ? "Succeeded" : "Failed";
  if (o.inits.some((run) => exitCode(run) !== 0) && !o.mains.some(hasStarted)) return "Pending";
  if (o.mains.every(hasStarted)) return "Running";
  return o.mains.some((run) => !hasStarted(run) && !isDone(run)) ? "Pending" : "Running";
}

function podConditions(
  o: { inits: ContainerRun[]; mains: ContainerRun[]; podIP: string | undefined },
  phase: PodPhase,
): Omit<PodCondition, "lastTransitionTime">[] {
  const list = (runs: ContainerRun[]) => `[${runs.map((run) => run.container.name).join(" ")}]`;
  const incomplete = o.inits.filter((run) => run.status.state.terminated?.exitCode !== 0);
  const unready = o.mains.filter((run) => !run.status.ready);
  const hasBegun = o.mains.some((run) => run.status.containerID !== undefined);
  const isTerminal = phase === "Succeeded" || phase === "Failed";
  const sandbox = { type: "PodReadyToStartContainers", status: o.podIP && !isTerminal ? "True" : "False" } as const;
  const initialized: Omit<PodCondition, "type"> =
    phase === "Succeeded"
      ? { status: "True", reason: "PodCompleted" }
      : incomplete.length > 0 && !hasBegun
        ? {
            status: "False",
            reason: "ContainersNotInitialized",
            message: `containers with incomplete status: ${list(incomplete)}`,
          }
        : { status: "True" };
  const ready: Omit<PodCondition, "type"> = isTerminal
    ? { status: "False", reason: phase === "Succeeded" ? "PodCompleted" : "PodFailed" }
    : unready.length > 0
      ? { status: "False", reason: "ContainersNotReady", message: `containers with unready status: ${list(unready)}` }
      : { status: "True" };
  return [
    sandbox,
    { type: "Initialized", ...initialized },
    { type: "Ready", ...ready },
    { type: "ContainersReady", ...ready },
    { type: "PodScheduled", status: "True" },
  ];
}

/** The kubelet's conditions over those that stand; others' (DisruptionTarget) stay, and a time moves only with a status. */
export function mergeConditions(
  previous: PodCondition[],
  own: Omit<PodCondition, "lastTransitionTime">[],
): PodCondition[] {
  const now = apiTime();
  const merged = own.map((condition): PodCondition => {
    const earlier = previous.find(({ type }) => type === condition.type);
    const since = earlier?.status === condition.status ? earlier.lastTransitionTime : undefined;
    return { ...condition, lastProbeTime: null, lastTransitionTime: since ?? now };
  });
  return [...merged, ...previous.filter(({ type }) => !own.some((condition) => condition.type === type))];
}

/** What stands for a container of which nothing is known any more, in the kubelet's words. */
export function lostContainer(status: ContainerStatus, when: "terminated" | "deleted"): ContainerStatus {
  if (status.state.terminated) return status;
  const message = `The container could not be located when the pod was ${when}`;
  return {
    ...status,
    ready: false,
    started: false,
    state: {
      terminated: { exitCode: 137, reason: "ContainerStatusUnknown", message, startedAt: null, finishedAt: null },
    },
  };
}
