import type { ServiceAccountOption } from "#lib/access/explain-placement.ts";
import type { AwsAccess } from "#lib/aws/access.ts";
import { describeCluster } from "#lib/aws/eks.ts";
import { roleOf } from "#lib/aws/iam.ts";
import { letsIn, type Way } from "#lib/aws/trust-policy.ts";
import type { OpenAccount } from "#lib/cloud/open-account.ts";
import type { OpenCluster } from "#lib/clusters/open-cluster.ts";
import { demandOf, quotaExceeded, quotaUse } from "#lib/clusters/quota.ts";
import { initResources } from "#lib/jobs/batch-job.ts";
import type { PodResources } from "#lib/jobs/schema.ts";
import { codeOf } from "#lib/platform/errors.ts";
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
  const { name, roleArn, roleBy, accessKeySecret } = serviceAccount;
  const params = { cluster: open.cluster.name, namespace, serviceAccount: name };
  const found = await open.session.get("ServiceAccount", namespace, name);
  if (!found) return fail("service-account", "service-account-absent", params);
  const wanted = open.type.podIdentity({
    namespace,
    name,
    ...(roleArn ? { roleArn, roleBy } : {}),
    ...(accessKeySecret ? { accessKeySecret } : {}),
  }).serviceAccountAnnotations;
  const carried = found.metadata?.annotations ?? {};
  const differs = Object.entries(wanted).find(([key, value]) => (carried[key] ?? null) !== value);
  if (differs) {
    const [annotation, value] = differs;
    const differing = { ...params, annotation, found: carried[annotation] ?? "" };
    return value === null
      ? fail("service-account", "annotation-in-the-way", differing)
      : fail("service-account", "annotation-differs", { ...differing, wanted: value });
  }
  if (account.kind !== "aws" || !roleArn) return pass("service-account", "service-account-there", params);
  const where = { open, namespace, serviceAccount, aws: account.aws(open.cluster.region) };
  const named = { ...params, role: roleArn };
  return roleBy === "pod-identity" ? checkAssociation(where, roleArn, named) : checkTrust(where, roleArn, named);
}

type AtAws = Omit<Where, "account"> & { aws: AwsAccess };
type Named = Record<string, string>;

/** The role by the service account's annotation. */
async function checkTrust(where: AtAws, roleArn: string, named: Named): Promise<Check> {
  const { role, letIn } = await lookAtRole(where, roleArn);
  if (!role) return fail("service-account", "role-absent", named);
  if (!letIn) return warn("service-account", "trust-unknown", named);
  if (letIn("web-identity")) return pass("service-account", "service-account-carries-role", named);
  return fail("service-account", letIn("pod-identity") ? "role-needs-association" : "role-does-not-trust", named);
}

/** EKS gives this very role to the pods of the service account, and the role lets it. */
async function checkAssociation(where: AtAws, roleArn: string, named: Named): Promise<Check> {
  const { open, namespace, serviceAccount } = where;
  const asked = open.associationOf(namespace, serviceAccount.name);
  // Looking at associations is a right that an account need not give to Slipway; nor need the cluster be in it.
  const association = await asked.catch((error) => {
    if (codeOf(error) === "denied" || codeOf(error) === "not-found") return "unknown" as const;
    throw error;
  });
  if (association === undefined) return fail("service-account", "association-absent", named);
  if (association !== "unknown" && association.roleArn !== roleArn)
    return fail("service-account", "association-differs", { ...named, found: association.roleArn });
  const first = association === "unknown" ? roleArn : association.firstRoleArn;
  const { role, letIn } = await lookAtRole(where, first);
  if (!role) return fail("service-account", "role-absent", { ...named, role: first });
  if (letIn && !letIn("pod-identity"))
    return fail("service-account", "role-shuts-pod-identity-out", { ...named, role: first });
  if (association === "unknown") return warn("service-account", "association-unknown", named);
  return letIn
    ? pass("service-account", "service-account-is-associated", named)
    : warn("service-account", "trust-unknown", named);
}

/** `letIn` is undefined where its cluster could not be described. */
async function lookAtRole({ open, namespace, serviceAccount, aws }: AtAws, roleArn: string) {
  const eksName = String(open.cluster.config.eksClusterName ?? "");
  const [role, cluster] = await Promise.all([roleOf(aws, roleArn), describeCluster(aws, eksName)]);
  const identity = cluster && { cluster, namespace, serviceAccount: serviceAccount.name };
  return { role, letIn: role && identity && ((way: Way) => letsIn(role.trust, way, identity)) };
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
