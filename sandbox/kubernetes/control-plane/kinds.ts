/** What the server knows of one resource; everything generic reads this table. */
export type Resource = {
  /** As in messages and as the store's key: `jobs.batch`. */
  key: string;
  group: string;
  version: string;
  plural: string;
  kind: string;
  namespaced: boolean;
  shortNames: string[];
  subresources: string[];
  /** Only `create`: the object is a question and nothing is stored. */
  review: boolean;
};

type Row = [
  group: string,
  plural: string,
  kind: string,
  namespaced: boolean,
  shortNames?: string[],
  subresources?: string[],
  review?: boolean,
];

const batch = "batch";
const rbac = "rbac.authorization.k8s.io";
const authentication = "authentication.k8s.io";
const authorization = "authorization.k8s.io";

const rows: Row[] = [
  ["", "namespaces", "Namespace", false, ["ns"], ["status", "finalize"]],
  ["", "pods", "Pod", true, ["po"], ["status", "log", "binding"]],
  ["", "secrets", "Secret", true],
  ["", "configmaps", "ConfigMap", true, ["cm"]],
  ["", "serviceaccounts", "ServiceAccount", true, ["sa"], ["token"]],
  ["", "services", "Service", true, ["svc"], ["status"]],
  ["", "events", "Event", true, ["ev"]],
  ["", "resourcequotas", "ResourceQuota", true, ["quota"], ["status"]],
  ["", "nodes", "Node", false, ["no"], ["status"]],
  [batch, "jobs", "Job", true, [], ["status"]],
  ["coordination.k8s.io", "leases", "Lease", true],
  [rbac, "roles", "Role", true],
  [rbac, "rolebindings", "RoleBinding", true],
  [rbac, "clusterroles", "ClusterRole", false],
  [rbac, "clusterrolebindings", "ClusterRoleBinding", false],
  [authentication, "tokenreviews", "TokenReview", false, [], [], true],
  [authentication, "selfsubjectreviews", "SelfSubjectReview", false, [], [], true],
  [authorization, "selfsubjectaccessreviews", "SelfSubjectAccessReview", false, [], [], true],
  [authorization, "subjectaccessreviews", "SubjectAccessReview", false, [], [], true],
];

export const resources: Resource[] = rows.map(
  ([group, plural, kind, namespaced, shortNames = [], subresources = [], review = false]) => ({
    key: group ? `${plural}.${group}` : plural,
    group,
    version: "v1",
    plural,
    kind,
    namespaced,
    shortNames,
    subresources,
    review,
  }),
);

export const findResource = (group: string, version: string, plural: string) =>
  resources.find((resource) => resource.group === group && resource.version === version && resource.plural === plural);

export const resourceOf = (key: string): Resource => {
  const found = resources.find((resource) => resource.key === key);
  if (!found) throw new Error(`no resource ${key}`);
  return found;
};

/** The resource of an owner reference. */
export const resourceOfKind = (apiVersion: string, kind: string) =>
  resources.find((resource) => groupVersion(resource) === apiVersion && resource.kind === kind);

export const groupVersion = ({ group, version }: Resource) => (group ? `${group}/${version}` : version);
