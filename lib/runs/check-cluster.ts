import type { ServiceAccountOption } from "#lib/access/explain-placement.ts";
import { describeCluster } from "#lib/aws/eks.ts";
import { roleOf } from "#lib/aws/iam.ts";
import { wayIn } from "#lib/aws/trust-policy.ts";
import type { OpenAccount } from "#lib/cloud/open-account.ts";
import type { OpenCluster } from "#lib/clusters/open-cluster.ts";
import { demandOf, quotaExceeded, quotaUse } from "#lib/clusters/quota.ts";
import { initResources } from "#lib/jobs/batch-job.ts";
import type { PodResources } from "#lib/jobs/schema.ts";
import { type Check, fail, pass, warn } from "./check.ts";

type Where = { open: OpenCluster; namespace: string; serviceAccount: ServiceAccountOption; account: OpenAccount };

/** The cluster answers and is the one that was registered. */
export async function checkIdentity({ cluster, session }: OpenCluster): Promise<Check> {
  const startedAt = performance.now();
  const [version, uid] = await Promise.all([session.version(), session.uid()]);
  const params = { cluster: cluster.name, version, ms: Math.round(performance.now() - startedAt) };
  return uid === cluster.uid
    ? pass("cluster", "cluster-answers", params)
    : fail("cluster", "cluster-is-another", { ...params, uid });
}

/** The namespace exists in the cluster. */
export async function checkNamespace({ open, namespace }: Where): Promise<Check> {
  const found = await open.session.get("Namespace", undefined, namespace);
  const params = { cluster: open.cluster.name, namespace };
  if (!found) return fail("namespace", "namespace-absent", params);
  if (found.status?.phase === "Terminating") return fail("namespace", "namespace-terminating", params);
  return pass("namespace", "namespace-there", params);
}

/** The service account exists, carries the role that is registered for it, and the role trusts it. */
export async function checkServiceAccount({ open, namespace, serviceAccount, account }: Where): Promise<Check> {
  const { name, roleArn, accessKeySecret } = serviceAccount;
  const params = { cluster: open.cluster.name, namespace, serviceAccount: name };
  const found = await open.session.get("ServiceAccount", namespace, name);
  if (!found) return fail("service-account", "service-account-absent", params);
  const wanted = open.type.podIdentity({
    namespace,
    name,
    ...(roleArn ? { roleArn } : {}),
    ...(accessKeySecret ? { accessKeySecret } : {}),
  }).serviceAccountAnnotations;
  const differs = Object.entries(wanted).find(([key, value]) => found.metadata?.annotations?.[key] !== value);
  if (differs) {
    const [annotation, value] = differs;
    return fail("service-account", "annotation-differs", {
      ...params,
      annotation,
      wanted: value,
      found: found.metadata?.annotations?.[annotation] ?? "",
    });
  }
  if (account.kind !== "aws" || !roleArn) return pass("service-account", "service-account-there", params);
  return checkTrust({ open, namespace, serviceAccount, account }, roleArn, params);
}

async function checkTrust(where: Where, roleArn: string, params: Record<string, string>): Promise<Check> {
  const { open, namespace, serviceAccount, account } = where;
  if (account.kind !== "aws") return pass("service-account", "service-account-there", params);
  const aws = account.aws(open.cluster.region);
  const eksName = String(open.cluster.config.eksClusterName ?? "");
  const [role, eks] = await Promise.all([roleOf(aws, roleArn), describeCluster(aws, eksName)]);
  const named = { ...params, role: roleArn };
  if (!role) return fail("service-account", "role-absent", named);
  if (!eks) return warn("service-account", "trust-unknown", named);
  const way = wayIn(role.trust, { cluster: eks, namespace, serviceAccount: serviceAccount.name });
  if (way === "pod-identity") return warn("service-account", "trust-by-pod-identity", named);
  return way
    ? pass("service-account", "service-account-carries-role", named)
    : fail("service-account", "role-does-not-trust", named);
}

const mebi = 1024 * 1024;

/** The namespace's quotas have room for one such pod. */
export async function checkQuota({ open, namespace }: Where, resources: PodResources): Promise<Check> {
  const { items } = await open.session.list("ResourceQuota", { namespace });
  const use = quotaUse(items, demandOf(resources, initResources));
  const shown = ({ resource, used, hard, asked }: (typeof use)[number]) => ({
    resource,
    used: quantity(resource, used),
    hard: quantity(resource, hard),
    asked: quantity(resource, asked),
    left: quantity(resource, hard - used),
  });
  const over = quotaExceeded(use);
  if (over) return fail("quota", "quota-full", { namespace, quota: over.quota, ...shown(over) });
  const cpu = use.find((line) => line.resource.endsWith("cpu"));
  const memory = use.find((line) => line.resource.endsWith("memory"));
  if (!cpu && !memory) return pass("quota", "quota-none", { namespace });
  return pass("quota", "quota-room", {
    namespace,
    cpu: cpu ? `${shown(cpu).left} / ${shown(cpu).hard}` : "∞",
    memory: memory ? `${shown(memory).left} / ${shown(memory).hard}` : "∞",
  });
}

const quantity = (resource: string, value: number): string =>
  resource.endsWith("memory")
    ? `${Math.round((value / mebi / 1024) * 100) / 100} GiB`
    : `${Math.round(value * 100) / 100}`;
