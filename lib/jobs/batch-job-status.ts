import type { V1Job, V1Pod } from "#lib/clusters/kubernetes-objects.ts";
import { mainContainer } from "./job-names.ts";
import type { Observation } from "./job-type.ts";
import { failureReason, newestPod } from "./pod-failure.ts";
import { podTrouble } from "./pod-trouble.ts";

const holds = ({ status }: V1Job, condition: "Complete" | "Failed") =>
  status?.conditions?.some(({ type, status }) => type === condition && status === "True") ?? false;

/** Whether the Job controller has said its last word on it. */
export const hasFinished = (batchJob: V1Job) => holds(batchJob, "Complete") || holds(batchJob, "Failed");

/**
 * What a Job and its pods say of the run. An end comes from the Job's own condition alone: a pod that ended may be one that the
 * controller has not counted yet.
 * https://kubernetes.io/docs/concepts/workloads/controllers/job/#job-termination-and-cleanup
 */
export function batchJobStatus(batchJob: V1Job, pods: V1Pod[]): Observation {
  if (holds(batchJob, "Complete")) return { state: "succeeded" };
  if (holds(batchJob, "Failed")) return { state: "failed", reason: failureReason(batchJob, pods) };
  const pod = newestPod(pods);
  if (!pod) return { state: "pending" };
  if (mainHasStarted(pod)) return { state: "running" };
  const trouble = podTrouble(pod);
  return trouble ? { state: "pending", reason: { code: trouble.code, params: trouble.params } } : { state: "pending" };
}

function mainHasStarted({ status }: V1Pod): boolean {
  const main = status?.containerStatuses?.find(({ name }) => name === mainContainer);
  return main?.state?.running !== undefined || main?.state?.terminated !== undefined;
}
