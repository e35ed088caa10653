import type { V1ResourceQuota } from "./kubernetes-objects.ts";
import { quantity } from "./quota.ts";

/** How much of a namespace's quota is used: cores, bytes or pods. */
export type QuotaLine = {
  kind: "cpu" | "memory" | "pods";
  /** As the quota names it, such as `requests.cpu`. */
  resource: string;
  quota: string;
  used: number;
  hard: number;
};

/** What each kind is limited by, in the order in which one is shown where several are set. */
const resourcesOf: Record<QuotaLine["kind"], string[]> = {
  cpu: ["requests.cpu", "cpu", "limits.cpu"],
  memory: ["requests.memory", "memory", "limits.memory"],
  pods: ["pods", "count/pods"],
};

/** One line each of cpu, memory and pods; where several quotas limit the same, the one with the smallest part left. */
export function quotaLines(quotas: V1ResourceQuota[]): QuotaLine[] {
  const lines = quotas.flatMap((quota) =>
    Object.entries(quota.status?.hard ?? quota.spec?.hard ?? {}).map(([resource, hard]) => ({
      resource,
      quota: quota.metadata?.name ?? "",
      used: quantity(quota.status?.used?.[resource]),
      hard: quantity(hard),
    })),
  );
  return (Object.keys(resourcesOf) as QuotaLine["kind"][]).flatMap((kind) => {
    for (const resource of resourcesOf[kind]) {
      const [tightest] = lines.filter((line) => line.resource === resource).sort((a, b) => partLeft(a) - partLeft(b));
      if (tightest) return [{ kind, ...tightest }];
    }
    return [];
  });
}

const partLeft = ({ used, hard }: { used: number; hard: number }) => (hard > 0 ? (hard - used) / hard : 0);
