import { type AccessPurpose, type RequiredAccess, requiredAccess } from "./required-access.ts";

/** Whom the rights are given to, as RBAC names them. */
export type RbacSubject =
  | { kind: "User" | "Group"; name: string }
  | { kind: "ServiceAccount"; name: string; namespace: string };

/** A user as the API server names it: a service account is one by the beginning of its name. https://kubernetes.io/docs/reference/access-authn-authz/authentication/#service-account-tokens */
export function subjectOf(username: string): RbacSubject {
  const [, namespace, name] = /^system:serviceaccount:([^:]+):([^:]+)$/.exec(username) ?? [];
  return namespace && name ? { kind: "ServiceAccount", name, namespace } : { kind: "User", name: username };
}

const comments: Record<AccessPurpose, string> = {
  identity: "Is the namespace there? Is this the cluster that was registered (the UID of kube-system)?",
  "find-namespaces": "May be left out: which namespaces there are to be granted to projects.",
  "follow-pods": "What becomes of what Slipway created. Events have no labels, so all are seen and the others dropped.",
  "follow-jobs": "The same of Jobs.",
  "service-account": "Preflight: the service account and its annotation.",
  quota: "Preflight: the room left in the quota.",
  "run-jobs": "A run is a Job. `patch` releases one that was created suspended.",
  "inline-program":
    "The program of a Python job that is written in the form. The Job owns it, so Kubernetes removes it.",
  logs: "Logs.",
  "repair-service-accounts":
    "May be left out: an admin creates and repairs service accounts from the page, after seeing the YAML.",
};

/**
 * The RBAC that gives Slipway what it needs, ready for `kubectl apply`: one role for the whole cluster and one for the namespaces where jobs
 * run, generated from `requiredAccess`. https://kubernetes.io/docs/reference/access-authn-authz/rbac/
 */
export const rbacYaml = (subject: RbacSubject, namespaces: readonly string[]): string =>
  [
    clusterRole("slipway-watch", "cluster"),
    clusterRole("slipway-run", "namespace"),
    binding("ClusterRoleBinding", "slipway-watch", undefined, subject),
    ...namespaces.map((namespace) => binding("RoleBinding", "slipway-run", namespace, subject)),
  ].join("---\n");

function clusterRole(name: string, scope: RequiredAccess["scope"]): string {
  let told: AccessPurpose | undefined;
  const rules = requiredAccess
    .filter((access) => access.scope === scope)
    .flatMap(({ purpose, group, resource, verbs }) => {
      const comment = purpose === told ? [] : [`  # ${comments[purpose]}`];
      told = purpose;
      return [
        ...comment,
        `  - apiGroups: ["${group}"]`,
        `    resources: [${resource}]`,
        `    verbs: [${verbs.join(", ")}]`,
      ];
    });
  return lines([...head("ClusterRole", name), "rules:", ...rules]);
}

function binding(kind: string, name: string, namespace: string | undefined, subject: RbacSubject): string {
  const group = "rbac.authorization.k8s.io";
  return lines([
    ...head(kind, name, namespace),
    "roleRef:",
    `  apiGroup: ${group}`,
    "  kind: ClusterRole",
    `  name: ${name}`,
    "subjects:",
    `  - kind: ${subject.kind}`,
    // A user's name is whatever the cluster's sign-in made of it.
    `    name: ${JSON.stringify(subject.name)}`,
    subject.kind === "ServiceAccount" ? `    namespace: ${subject.namespace}` : `    apiGroup: ${group}`,
  ]);
}

const head = (kind: string, name: string, namespace?: string) => [
  "apiVersion: rbac.authorization.k8s.io/v1",
  `kind: ${kind}`,
  "metadata:",
  `  name: ${name}`,
  ...(namespace ? [`  namespace: ${namespace}`] : []),
];

const lines = (all: string[]) => `${all.join("\n")}\n`;
