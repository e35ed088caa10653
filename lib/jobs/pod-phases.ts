import type { V1ContainerStatus, V1Job, V1Pod } from "#lib/clusters/kubernetes-objects.ts";
import type { PhaseName } from "#lib/runs/schema.ts";
import { initContainer, mainContainer } from "./job-names.ts";
import { newestPod } from "./pod-failure.ts";

export type Phase = { phase: PhaseName; startedAt: string; endedAt?: string };

type Span = { from: Date | undefined; to: Date | undefined };

/**
 * The timeline of an attempt as its objects tell it, in order; phases that have not begun are left out. `submitted` lasts until the
 * pod is there, `scheduled` until it has a node, `image` until its first container starts.
 */
export function podPhases(batchJob: V1Job, pods: V1Pod[]): Phase[] {
  const pod = newestPod(pods);
  const podMade = dateOf(pod?.metadata?.creationTimestamp);
  const hasNode = dateOf(pod?.status?.conditions?.find(isScheduled)?.lastTransitionTime);
  const init = spanOf(pod?.status?.initContainerStatuses, initContainer);
  const main = spanOf(pod?.status?.containerStatuses, mainContainer);
  const spans: [PhaseName, Span][] = [
    ["submitted", { from: dateOf(batchJob.metadata?.creationTimestamp), to: podMade }],
    ["scheduled", { from: podMade, to: hasNode }],
    ["image", { from: hasNode, to: init.from ?? main.from }],
    ["init", init],
    ["running", main],
  ];
  return spans.flatMap(([phase, { from, to }]) =>
    from ? [{ phase, startedAt: from.toISOString(), ...(to && { endedAt: notBefore(to, from).toISOString() }) }] : [],
  );
}

/** Times in a cluster are whole seconds, and of several clocks. */
const notBefore = (to: Date, from: Date): Date => (to < from ? from : to);

const isScheduled = ({ type, status }: { type: string; status: string }) =>
  type === "PodScheduled" && status === "True";

function spanOf(statuses: V1ContainerStatus[] | undefined, container: string): Span {
  const { running, terminated } = statuses?.find(({ name }) => name === container)?.state ?? {};
  return { from: dateOf(running?.startedAt ?? terminated?.startedAt), to: dateOf(terminated?.finishedAt) };
}

const dateOf = (time: Date | string | undefined): Date | undefined => (time ? new Date(time) : undefined);
