/** What a right is for; the page says it as `clusters.purpose.<code>`. */
export type AccessPurpose =
  | "identity"
  | "find-namespaces"
  | "follow-pods"
  | "follow-jobs"
  | "service-account"
  | "quota"
  | "run-jobs"
  | "inline-program"
  | "logs"
  | "repair-service-accounts";

export type RequiredAccess = {
  purpose: AccessPurpose;
  /** API group; empty for the core one. */
  group: "" | "batch";
  /** Plural, with its subresource if any. */
  resource: string;
  verbs: readonly string[];
  /** Asked of the whole cluster, or only where jobs may run. */
  scope: "cluster" | "namespace";
  /** Slipway runs jobs without it, and does less besides. */
  optional: boolean;
};

const inCluster = (purpose: AccessPurpose, resource: string, verbs: string[], optional = false): RequiredAccess => ({
  purpose,
  group: resource === "jobs" ? "batch" : "",
  resource,
  verbs,
  scope: "cluster",
  optional,
});
const whereJobsRun = (...given: Parameters<typeof inCluster>): RequiredAccess => ({
  ...inCluster(...given),
  scope: "namespace",
});

/**
 * All that Slipway asks of a cluster, and nothing else: what its connection is tested for, and what the RBAC to copy grants. A test reads
 * the calls in the source and holds the list to them. Reading Secrets is not among it and never will be.
 */
export const requiredAccess: readonly RequiredAccess[] = [
  inCluster("identity", "namespaces", ["get"]),
  inCluster("find-namespaces", "namespaces", ["list"], true),
  inCluster("follow-pods", "pods", ["list", "watch"]),
  inCluster("follow-pods", "events", ["list", "watch"]),
  inCluster("follow-jobs", "jobs", ["list", "watch"]),
  whereJobsRun("service-account", "serviceaccounts", ["get"]),
  whereJobsRun("quota", "resourcequotas", ["list"]),
  whereJobsRun("run-jobs", "jobs", ["get", "create", "patch", "delete"]),
  whereJobsRun("inline-program", "configmaps", ["get", "create"]),
  whereJobsRun("logs", "pods", ["get"]),
  whereJobsRun("logs", "pods/log", ["get"]),
  whereJobsRun("repair-service-accounts", "serviceaccounts", ["list", "create", "patch"], true),
];
