import type { PodResources } from "#lib/jobs/schema.ts";
import type { V1ResourceQuota } from "./kubernetes-objects.ts";

/** What a pod asks for: cores and bytes. */
export type Demand = { cpuRequest: number; cpuLimit: number; memoryRequest: number; memoryLimit: number };
export type QuotaUse = { quota: string; resource: string; used: number; hard: number; asked: number };

const suffixes: Record<string, number> = {
  ...Object.fromEntries(["Ki", "Mi", "Gi", "Ti", "Pi", "Ei"].map((suffix, index) => [suffix, 1024 ** (index + 1)])),
  ...Object.fromEntries(
    ["n", "u", "m", "", "k", "M", "G", "T", "P", "E"].map((suffix, index) => [suffix, 1000 ** (index - 3)]),
  ),
};

/** https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/quantity/ */
export function quantity(text: string | undefined): number {
  const [, digits, suffix = ""] = /^([+-]?[\d.]+(?:[eE][+-]?\d+)?)([A-Za-z]*)$/.exec(text ?? "0") ?? [];
  return Number(digits) * (suffixes[suffix] ?? Number.NaN);
}

const mebi = 1024 * 1024;

/**
 * What a Job of one such pod takes of a quota. A pod asks for the larger of its init container and its own:
 * https://kubernetes.io/docs/concepts/workloads/pods/init-containers/#resource-sharing-within-containers
 */
export function demandOf(resources: PodResources, init: PodResources): Demand {
  const larger = (field: keyof PodResources) => Math.max(resources[field], init[field]);
  return {
    cpuRequest: larger("cpuRequestMillis") / 1000,
    cpuLimit: larger("cpuLimitMillis") / 1000,
    memoryRequest: larger("memoryRequestMiB") * mebi,
    memoryLimit: larger("memoryLimitMiB") * mebi,
  };
}

/** By each resource as quotas name it, what one more Job with one such pod would add. */
export const askedOf = (demand: Demand): Record<string, number> => ({
  cpu: demand.cpuRequest,
  "requests.cpu": demand.cpuRequest,
  "limits.cpu": demand.cpuLimit,
  memory: demand.memoryRequest,
  "requests.memory": demand.memoryRequest,
  "limits.memory": demand.memoryLimit,
  pods: 1,
  "count/pods": 1,
  "count/jobs.batch": 1,
});

/** How each line of a namespace's quotas stands, and what one more Job with one such pod would add. */
export function quotaUse(quotas: V1ResourceQuota[], demand: Demand): QuotaUse[] {
  const asked = askedOf(demand);
  return quotas.flatMap((quota) =>
    Object.entries(quota.status?.hard ?? quota.spec?.hard ?? {})
      .filter(([resource]) => resource in asked)
      .map(([resource, hard]) => ({
        quota: quota.metadata?.name ?? "",
        resource,
        used: quantity(quota.status?.used?.[resource]),
        hard: quantity(hard),
        asked: asked[resource] ?? 0,
      })),
  );
}

/** The first line that has no room for what is asked. */
export const quotaExceeded = (use: QuotaUse[]): QuotaUse | undefined =>
  use.find((line) => line.used + line.asked > line.hard + 1e-9);
