import { type Condition, type Job, type Pod, type PodFailureRule, timestamp } from "../object.ts";

export const trackingFinalizer = "batch.kubernetes.io/job-tracking";

export const condition = ({ status }: Job, type: string): Condition | undefined =>
  status.conditions?.find((entry) => entry.type === type && entry.status === "True");

export const hasCondition = (job: Job, type: string) => condition(job, type) !== undefined;

export const isEnded = (job: Job) => hasCondition(job, "Complete") || hasCondition(job, "Failed");

export const withCondition = (status: Job["status"], added: Condition): Job["status"] => {
  const now = timestamp();
  return {
    ...status,
    conditions: [...(status.conditions ?? []), { ...added, lastProbeTime: now, lastTransitionTime: now }],
  };
};

const isTerminal = ({ status }: Pod) => status.phase === "Succeeded" || status.phase === "Failed";

export const isActive = (pod: Pod) => !isTerminal(pod) && !pod.metadata.deletionTimestamp;

/** The Job's next status, with what ended since counted, and the pods that are counted with it. */
export function verdict(job: Job, owned: Pod[], tracked: Pod[]): { status: Job["status"]; ended: Pod[] } {
  // A pod that is being deleted counts as failed at once, unless the Job wants to see its end.
  const waitsForEnd = job.spec.podReplacementPolicy === "Failed";
  const ended = tracked.filter((pod) => isTerminal(pod) || (pod.metadata.deletionTimestamp && !waitsForEnd));
  const failures = ended.filter(({ status }) => status.phase !== "Succeeded");
  const rules = job.spec.podFailurePolicy?.rules ?? [];
  const matched = failures.map((pod) => ({ pod, match: matchRule(rules, pod) }));
  const succeeded = (job.status.succeeded ?? 0) + ended.length - failures.length;
  const failed = (job.status.failed ?? 0) + matched.filter(({ match }) => match?.rule.action !== "Ignore").length;
  const active = owned.filter(isActive);
  const status: Job["status"] = {
    ...job.status,
    ...(succeeded > 0 && { succeeded }),
    ...(failed > 0 && { failed }),
    active: active.length,
    ready: active.filter(({ status }) =>
      status.conditions?.some(({ type, status }) => type === "Ready" && status === "True"),
    ).length,
    terminating: owned.filter((pod) => !isTerminal(pod) && pod.metadata.deletionTimestamp).length,
    startTime: job.status.startTime ?? timestamp(),
    uncountedTerminatedPods: {},
  };
  if (active.length === 0) delete status.active;
  const fatal = matched.find(({ match }) => match?.rule.action === "FailJob");
  return { status: conclude(job, status, owned, fatal?.match?.message), ended };
}

function conclude(job: Job, status: Job["status"], owned: Pod[], failJob: string | undefined): Job["status"] {
  if (hasCondition(job, "FailureTarget") || hasCondition(job, "SuccessCriteriaMet")) return status;
  const { spec } = job;
  const end = (type: string, reason: string, message: string) =>
    withCondition(status, { type, status: "True", reason, message });
  if (failJob) return end("FailureTarget", "PodFailurePolicy", failJob);
  if ((status.failed ?? 0) + restarts(job, owned) > (spec.backoffLimit ?? 6))
    return end("FailureTarget", "BackoffLimitExceeded", "Job has reached the specified backoff limit");
  const age = Date.now() - Date.parse(status.startTime ?? timestamp());
  if (spec.activeDeadlineSeconds !== undefined && age >= spec.activeDeadlineSeconds * 1000)
    return end("FailureTarget", "DeadlineExceeded", "Job was active longer than specified deadline");
  const succeeded = status.succeeded ?? 0;
  const isDone = spec.completions === undefined ? succeeded > 0 && !status.active : succeeded >= spec.completions;
  return isDone ? end("SuccessCriteriaMet", "CompletionsReached", "Reached expected number of succeeded pods") : status;
}

/** With `OnFailure` the kubelet restarts containers in place, and those restarts are the failures. */
function restarts({ spec }: Job, owned: Pod[]): number {
  if (spec.template.spec.restartPolicy !== "OnFailure") return 0;
  const counts = owned
    .filter(isActive)
    .flatMap(({ status }) => [...(status.initContainerStatuses ?? []), ...(status.containerStatuses ?? [])])
    .map(({ restartCount = 0 }) => restartCount);
  const sum = counts.reduce((total, count) => total + count, 0);
  // Upstream compares with >=, and never ends a Job that had no restart.
  return sum > 0 && sum >= (spec.backoffLimit ?? 6) ? sum + 1 : 0;
}

function matchRule(rules: PodFailureRule[], pod: Pod): { rule: PodFailureRule; message: string } | undefined {
  if (pod.status.phase !== "Failed") return undefined;
  for (const [index, rule] of rules.entries()) {
    const { onExitCodes, onPodConditions } = rule;
    const where = `${pod.metadata.namespace}/${pod.metadata.name}`;
    for (const { name, state } of [
      ...(pod.status.initContainerStatuses ?? []),
      ...(pod.status.containerStatuses ?? []),
    ]) {
      const code = state?.terminated?.exitCode ?? 0;
      if (!onExitCodes || code === 0 || (onExitCodes.containerName && onExitCodes.containerName !== name)) continue;
      if (onExitCodes.values.includes(code) === (onExitCodes.operator === "In"))
        return {
          rule,
          message: `Container ${name} for pod ${where} failed with exit code ${code} matching ${rule.action} rule at index ${index}`,
        };
    }
    const met = onPodConditions?.find(({ type, status = "True" }) =>
      pod.status.conditions?.some((entry) => entry.type === type && entry.status === status),
    );
    if (met)
      return { rule, message: `Pod ${where} has condition ${met.type} matching ${rule.action} rule at index ${index}` };
  }
  return undefined;
}

/** How long the next pod waits: 10 s after the first failure, doubled for each more, at most 10 minutes. */
export function backoffMs({ status }: Job, owned: Pod[]): number {
  const failed = status.failed ?? 0;
  if (failed === 0) return 0;
  const ends = owned.filter((pod) => pod.status.phase === "Failed" || pod.metadata.deletionTimestamp).map(endOf);
  return Math.max(0, ...ends) + Math.min(10_000 * 2 ** (failed - 1), 600_000) - Date.now();
}

function endOf({ status, metadata }: Pod): number {
  const finished = (status.containerStatuses ?? []).map(({ state }) =>
    Date.parse((state?.terminated as { finishedAt?: string } | undefined)?.finishedAt ?? ""),
  );
  return Math.max(
    ...finished.filter((time) => !Number.isNaN(time)),
    Date.parse(metadata.deletionTimestamp ?? metadata.creationTimestamp),
  );
}
