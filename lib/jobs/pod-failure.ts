import { constants } from "node:os";
import type { V1ContainerStatus, V1Job, V1Pod } from "#lib/clusters/kubernetes-objects.ts";
import { initContainer, mainContainer } from "./job-names.ts";
import type { Reason } from "./job-type.ts";

type Terminated = NonNullable<NonNullable<V1ContainerStatus["state"]>["terminated"]>;

/** Why a Job failed, from what is left of its pod; `pod-gone` where nothing is. */
export function failureReason(batchJob: V1Job, pods: V1Pod[]): Reason {
  const failed = batchJob.status?.conditions?.find(({ type, status }) => type === "Failed" && status === "True");
  if (failed?.reason === "DeadlineExceeded")
    return { code: "deadline", params: { minutes: Math.round((batchJob.spec?.activeDeadlineSeconds ?? 0) / 60) } };
  const pod = newestPod(pods);
  if (!pod) return { code: "pod-gone", params: { message: failed?.message ?? "" } };
  return disruption(pod) ?? initFailure(pod) ?? mainFailure(pod) ?? unexplained(pod, failed?.message);
}

export const newestPod = (pods: V1Pod[]): V1Pod | undefined =>
  pods.toSorted((a, b) => createdAt(a) - createdAt(b) || nameOf(a).localeCompare(nameOf(b))).at(-1);

const createdAt = ({ metadata }: V1Pod) => new Date(metadata?.creationTimestamp ?? 0).getTime();
const nameOf = ({ metadata }: V1Pod) => metadata?.name ?? "";

/**
 * The cluster took the pod away.
 * https://kubernetes.io/docs/concepts/workloads/pods/disruptions/#pod-disruption-conditions
 */
function disruption({ status, spec }: V1Pod): Reason | undefined {
  const node = spec?.nodeName ?? "";
  const message = status?.message ?? "";
  if (status?.reason === "Evicted") return { code: "evicted", params: { node, message } };
  if (status?.reason === "NodeLost") return { code: "node-lost", params: { node } };
  const target = status?.conditions?.find(({ type, status }) => type === "DisruptionTarget" && status === "True");
  switch (target?.reason) {
    case undefined:
      return undefined;
    case "DeletionByTaintManager":
    case "DeletionByPodGC":
      return { code: "node-lost", params: { node } };
    default:
      return { code: "evicted", params: { node, message: target?.message ?? "" } };
  }
}

function initFailure(pod: V1Pod): Reason | undefined {
  const end = endOf(pod.status?.initContainerStatuses, initContainer);
  if (!end || end.exitCode === 0) return undefined;
  if (end.reason === "OOMKilled") return outOfMemory(pod, initContainer);
  return { code: "init-failed", params: { message: lastLine(end.message) } };
}

function mainFailure(pod: V1Pod): Reason | undefined {
  const end = endOf(pod.status?.containerStatuses, mainContainer);
  if (!end || end.exitCode === 0) return undefined;
  if (end.reason === "OOMKilled") return outOfMemory(pod, mainContainer);
  if (end.reason === "ContainerStatusUnknown") return { code: "node-lost", params: { node: pod.spec?.nodeName ?? "" } };
  if (end.reason === "StartError" || end.reason === "ContainerCannotRun")
    return { code: "container-start", params: { message: lastLine(end.message) } };
  const signal = signalOf(end);
  if (signal) return { code: "killed", params: { signal, lastLine: lastLine(end.message) } };
  return { code: "exit-code", params: { exitCode: end.exitCode, lastLine: lastLine(end.message) } };
}

const unexplained = ({ status }: V1Pod, jobMessage = ""): Reason => ({
  code: "pod-failed",
  params: { message: status?.message ?? status?.reason ?? jobMessage },
});

const endOf = (statuses: V1ContainerStatus[] | undefined, container: string): Terminated | undefined =>
  statuses?.find(({ name }) => name === container)?.state?.terminated;

const signalNames = new Map(Object.entries(constants.signals).map(([name, number]) => [number as number, name]));

/** A shell, and so a container runtime, reports a signal as 128 plus its number. */
function signalOf({ signal, exitCode }: Terminated): string | undefined {
  const number = signal || (exitCode > 128 ? exitCode - 128 : 0);
  return signalNames.get(number);
}

function outOfMemory({ spec }: V1Pod, container: string): Reason {
  const all = [...(spec?.initContainers ?? []), ...(spec?.containers ?? [])];
  const limit = all.find(({ name }) => name === container)?.resources?.limits?.memory ?? "";
  return { code: "out-of-memory", params: { container, limitMiB: mebibytesOf(limit) } };
}

/** The API server writes 1024Mi as 1Gi. */
function mebibytesOf(quantity: string): number {
  const [, amount = "0", unit = ""] = /^(\d+)([KMGT]i)?$/.exec(quantity) ?? [];
  const perUnit: Record<string, number> = { "": 2 ** -20, Ki: 2 ** -10, Mi: 1, Gi: 2 ** 10, Ti: 2 ** 20 };
  return Math.round(Number(amount) * (perUnit[unit] ?? 1));
}

/** The last line with something in it, short enough for a sentence. */
export function lastLine(text = ""): string {
  const line = text.split("\n").findLast((candidate) => candidate.trim() !== "") ?? "";
  return line.trim().slice(0, 300);
}
