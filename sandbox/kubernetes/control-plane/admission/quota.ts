import type { KubeObject, Pod, PodSpec, ResourceAmounts, ResourceQuota } from "../object.ts";
import { formatQuantity, parseQuantity, quantityForm } from "../quantity.ts";
import { forbidden } from "../status.ts";
import type { Store } from "../storage.ts";

type Usage = Record<string, number>;

/** Refuses an object that would take a namespace over one of its quotas. https://kubernetes.io/docs/concepts/policy/resource-quotas/ */
export function admitQuota(store: Store, resource: string, object: KubeObject): void {
  const { namespace, name } = object.metadata;
  for (const quota of store.list<ResourceQuota>("resourcequotas", namespace)) {
    const hard = quota.spec.hard ?? {};
    if (resource === "pods") requireAmounts(quota, hard, object as Pod);
    const asked = usageOf(resource, object);
    const used = namespaceUsage(store, namespace ?? "");
    const over = Object.keys(hard)
      .filter((key) => (asked[key] ?? 0) > 0 && (asked[key] ?? 0) + (used[key] ?? 0) > parseQuantity(hard[key] ?? "0"))
      .sort();
    if (over.length === 0) continue;
    const say = (amounts: Usage) =>
      over.map((key) => `${key}=${formatQuantity(amounts[key] ?? 0, quantityForm(key))}`).join(",");
    const limited = over.map((key) => `${key}=${hard[key]}`).join(",");
    throw forbidden(
      resource,
      name,
      `exceeded quota: ${quota.metadata.name}, requested: ${say(asked)}, used: ${say(used)}, limited: ${limited}`,
    );
  }
}

/** `status.used` of a quota, for the amounts its `hard` names. */
export function usedAmounts(store: Store, quota: ResourceQuota): ResourceAmounts {
  const used = namespaceUsage(store, quota.metadata.namespace ?? "");
  return Object.fromEntries(
    Object.keys(quota.spec.hard ?? {}).map((key) => [key, formatQuantity(used[key] ?? 0, quantityForm(key))]),
  );
}

const counted = ["pods", "jobs.batch", "secrets", "configmaps", "services"];

function namespaceUsage(store: Store, namespace: string): Usage {
  const total: Usage = {};
  for (const resource of counted)
    for (const object of store.list(resource, namespace))
      for (const [key, amount] of Object.entries(usageOf(resource, object))) total[key] = (total[key] ?? 0) + amount;
  return total;
}

/** What one object counts; a pod that ended counts only as an object. */
function usageOf(resource: string, object: KubeObject): Usage {
  const usage: Usage = { [`count/${resource}`]: 1 };
  if (resource !== "pods") return resource.includes(".") ? usage : { ...usage, [resource]: 1 };
  const { spec, status } = object as Pod;
  if (["Succeeded", "Failed"].includes(status.phase)) return usage;
  usage.pods = 1;
  for (const kind of ["requests", "limits"] as const)
    for (const [name, amount] of Object.entries(podAmounts(spec, kind))) {
      usage[`${kind}.${name}`] = amount;
      if (kind === "requests") usage[name] = amount;
    }
  return usage;
}

/** What a pod takes: the sum of its containers, or its largest init container where that is more. */
export function podAmounts(spec: PodSpec, kind: "requests" | "limits"): Usage {
  const total: Usage = {};
  for (const { resources } of spec.containers)
    for (const [name, amount] of Object.entries(resources?.[kind] ?? {}))
      total[name] = (total[name] ?? 0) + parseQuantity(amount);
  for (const { resources } of spec.initContainers ?? [])
    for (const [name, amount] of Object.entries(resources?.[kind] ?? {}))
      total[name] = Math.max(total[name] ?? 0, parseQuantity(amount));
  return total;
}

/** A quota on cpu or memory makes every container say its own. */
function requireAmounts(quota: ResourceQuota, hard: ResourceAmounts, { spec, metadata }: Pod) {
  const missing = Object.keys(hard)
    .sort()
    .flatMap((key) => {
      const [, kind = "requests", name = ""] = /^(?:(requests|limits)\.)?(cpu|memory)$/.exec(key) ?? [];
      if (!name) return [];
      const without = [...spec.containers, ...(spec.initContainers ?? [])].filter(
        ({ resources }) => resources?.[kind as "requests" | "limits"]?.[name] === undefined,
      );
      return without.length > 0
        ? [
            `${key} for: ${without
              .map((container) => container.name)
              .sort()
              .join(",")}`,
          ]
        : [];
    });
  if (missing.length > 0)
    throw forbidden("pods", metadata.name, `failed quota: ${quota.metadata.name}: must specify ${missing.join("; ")}`);
}
