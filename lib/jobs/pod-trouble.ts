import type { CoreV1Event, V1ContainerStatus, V1Pod } from "#lib/clusters/kubernetes-objects.ts";
import { patienceSeconds, type Trouble } from "./patience.ts";

/** Registry answers that no second try changes. */
const finalAnswer =
  /manifest.{0,20}unknown|not found|does not exist|denied|unauthorized|forbidden|no basic auth|authorization failed|insufficient_scope|invalid reference|no match for platform/i;

/**
 * What keeps a pod from starting, or undefined where nothing does. Reasons are the kubelet's and the scheduler's own.
 * https://kubernetes.io/docs/tasks/debug/debug-application/debug-pods/
 */
export function podTrouble({ status }: V1Pod): Trouble | undefined {
  for (const container of [...(status?.initContainerStatuses ?? []), ...(status?.containerStatuses ?? [])]) {
    const trouble = waitingTrouble(container);
    if (trouble) return trouble;
  }
  const unscheduled = status?.conditions?.find(({ type, status }) => type === "PodScheduled" && status === "False");
  if (unscheduled?.reason !== "Unschedulable") return undefined;
  return {
    code: "unschedulable",
    params: { message: unscheduled.message ?? "" },
    patienceSeconds: patienceSeconds.unschedulable,
  };
}

function waitingTrouble({ image, state }: V1ContainerStatus): Trouble | undefined {
  const { reason, message = "" } = state?.waiting ?? {};
  switch (reason) {
    case "ImagePullBackOff":
      return { code: "image-pull", params: { image, message }, patienceSeconds: patienceSeconds.imagePull };
    case "ErrImagePull":
    case "RegistryUnavailable": {
      const patience = finalAnswer.test(message) ? patienceSeconds.imagePull : patienceSeconds.firstImagePull;
      return { code: "image-pull", params: { image, message }, patienceSeconds: patience };
    }
    case "ErrImageNeverPull":
      return { code: "image-pull", params: { image, message }, patienceSeconds: patienceSeconds.imagePull };
    case "InvalidImageName":
      return { code: "image-name", params: { image, message }, patienceSeconds: patienceSeconds.imageName };
    case "CreateContainerConfigError":
      return { code: "container-config", params: { message }, patienceSeconds: patienceSeconds.containerConfig };
    case "CreateContainerError":
    case "RunContainerError":
      return { code: "container-create", params: { message }, patienceSeconds: patienceSeconds.containerCreate };
    default:
      return undefined;
  }
}

/**
 * Why the Job controller could not make the pod: it says so only in events of the Job. The newest one counts.
 * https://kubernetes.io/docs/concepts/policy/resource-quotas/
 */
export function podCreationTrouble(events: CoreV1Event[]): Trouble | undefined {
  const failures = events.filter(({ reason }) => reason === "FailedCreate").sort((a, b) => lastSeen(a) - lastSeen(b));
  const raw = failures.at(-1)?.message;
  if (raw === undefined) return undefined;
  const message = raw.replace(/^Error creating: /, "");
  if (/exceeded quota|failed quota/i.test(message))
    return { code: "quota", params: { message }, patienceSeconds: patienceSeconds.quota };
  if (/PodSecurity/i.test(message))
    return { code: "pod-security", params: { message }, patienceSeconds: patienceSeconds.podSecurity };
  return { code: "pod-create", params: { message }, patienceSeconds: patienceSeconds.podCreate };
}

export const lastSeen = ({ lastTimestamp, eventTime, firstTimestamp, metadata }: CoreV1Event): number =>
  new Date(lastTimestamp ?? eventTime ?? firstTimestamp ?? metadata?.creationTimestamp ?? 0).getTime();
