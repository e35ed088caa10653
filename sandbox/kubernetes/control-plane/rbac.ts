import type { User } from "./authn.ts";
import type { KubeObject } from "./object.ts";
import type { Store } from "./storage.ts";

/** One question to the authoriser; `path` only for what names no resource. */
export type Attributes = {
  user: User;
  verb: string;
  group?: string;
  resource?: string;
  subresource?: string;
  namespace?: string;
  name?: string;
  path?: string;
};

type Rule = {
  verbs?: string[];
  apiGroups?: string[];
  resources?: string[];
  resourceNames?: string[];
  nonResourceURLs?: string[];
};
type Role = KubeObject & { rules?: Rule[] | null };
type Binding = KubeObject & {
  subjects?: { kind: string; name: string; namespace?: string }[];
  roleRef: { kind: string; name: string };
};

const rbac = "rbac.authorization.k8s.io";

/** Whether any role that is bound to the user allows it. https://kubernetes.io/docs/reference/access-authn-authz/rbac/ */
export function isAllowed(store: Store, asked: Attributes): boolean {
  if (asked.user.groups.includes("system:masters")) return true;
  const clusterWide = store.list<Binding>(`clusterrolebindings.${rbac}`);
  const local = asked.namespace ? store.list<Binding>(`rolebindings.${rbac}`, asked.namespace) : [];
  return [...clusterWide, ...local].some(
    (binding) =>
      (binding.subjects ?? []).some((subject) => isSubject(asked.user, subject, binding.metadata.namespace)) &&
      rulesOf(store, binding).some((rule) => covers(rule, asked)),
  );
}

function isSubject(user: User, subject: { kind: string; name: string; namespace?: string }, namespace = ""): boolean {
  if (subject.kind === "User") return user.name === subject.name;
  if (subject.kind === "Group") return user.groups.includes(subject.name);
  return user.name === `system:serviceaccount:${subject.namespace ?? namespace}:${subject.name}`;
}

function rulesOf(store: Store, { roleRef, metadata }: Binding): Rule[] {
  const role =
    roleRef.kind === "ClusterRole"
      ? store.get<Role>(`clusterroles.${rbac}`, undefined, roleRef.name)
      : store.get<Role>(`roles.${rbac}`, metadata.namespace, roleRef.name);
  return role?.rules ?? [];
}

function covers(rule: Rule, asked: Attributes): boolean {
  if (!has(rule.verbs, asked.verb)) return false;
  if (asked.path !== undefined)
    return (rule.nonResourceURLs ?? []).some((url) =>
      url.endsWith("*") ? asked.path?.startsWith(url.slice(0, -1)) : url === asked.path,
    );
  const resource = asked.subresource ? `${asked.resource}/${asked.subresource}` : (asked.resource ?? "");
  return (
    has(rule.apiGroups, asked.group ?? "") &&
    (has(rule.resources, resource) ||
      (asked.subresource !== undefined && (rule.resources ?? []).includes(`*/${asked.subresource}`))) &&
    (!rule.resourceNames?.length || (asked.name !== undefined && rule.resourceNames.includes(asked.name)))
  );
}

const has = (list: string[] | undefined, value: string) =>
  (list ?? []).some((entry) => entry === "*" || entry === value);

/** The reason of a refusal in the API server's words. */
export function refusal({ user, verb, group = "", resource, subresource, namespace, path }: Attributes): string {
  const who = `User ${JSON.stringify(user.name)} cannot ${verb}`;
  if (path !== undefined) return `${who} path ${JSON.stringify(path)}`;
  const what = subresource ? `${resource}/${subresource}` : resource;
  const where = namespace ? `in the namespace "${namespace}"` : "at the cluster scope";
  return `${who} resource "${what}" in API group "${group}" ${where}`;
}
