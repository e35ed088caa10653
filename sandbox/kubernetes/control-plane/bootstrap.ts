import { resourceOf } from "./kinds.ts";
import type { KubeObject } from "./object.ts";
import { createObject } from "./objects.ts";
import type { Store } from "./storage.ts";

const rbac = "rbac.authorization.k8s.io";
const read = ["get", "list", "watch"];
const write = ["create", "delete", "deletecollection", "patch", "update"];
const workloads = {
  apiGroups: ["", "batch"],
  resources: [
    "pods",
    "pods/log",
    "configmaps",
    "services",
    "events",
    "jobs",
    "jobs/status",
    "serviceaccounts",
    "resourcequotas",
    "namespaces",
  ],
};

const clusterRoles: Record<string, object[]> = {
  "cluster-admin": [
    { apiGroups: ["*"], resources: ["*"], verbs: ["*"] },
    { nonResourceURLs: ["*"], verbs: ["*"] },
  ],
  view: [{ ...workloads, verbs: read }],
  edit: [
    { ...workloads, verbs: [...read, ...write] },
    { apiGroups: [""], resources: ["secrets"], verbs: [...read, ...write] },
  ],
  "system:basic-user": [
    { apiGroups: ["authorization.k8s.io"], resources: ["selfsubjectaccessreviews"], verbs: ["create"] },
    { apiGroups: ["authentication.k8s.io"], resources: ["selfsubjectreviews"], verbs: ["create"] },
  ],
  "system:auth-delegator": [
    { apiGroups: ["authentication.k8s.io"], resources: ["tokenreviews"], verbs: ["create"] },
    { apiGroups: ["authorization.k8s.io"], resources: ["subjectaccessreviews"], verbs: ["create"] },
  ],
  "system:discovery": [
    {
      nonResourceURLs: ["/api", "/api/*", "/apis", "/apis/*", "/healthz", "/livez", "/readyz", "/version", "/version/"],
      verbs: ["get"],
    },
  ],
  "system:public-info-viewer": [
    { nonResourceURLs: ["/healthz", "/livez", "/readyz", "/version", "/version/"], verbs: ["get"] },
  ],
  "system:service-account-issuer-discovery": [
    {
      nonResourceURLs: [
        "/.well-known/openid-configuration",
        "/.well-known/openid-configuration/",
        "/openid/v1/jwks",
        "/openid/v1/jwks/",
      ],
      verbs: ["get"],
    },
  ],
};

/** The keys are readable without a login, as a cluster whose tokens an outside verifier accepts has it. */
const bindings: Record<string, string[]> = {
  "cluster-admin": ["system:masters"],
  "system:basic-user": ["system:authenticated"],
  "system:discovery": ["system:authenticated"],
  "system:public-info-viewer": ["system:authenticated", "system:unauthenticated"],
  "system:service-account-issuer-discovery": ["system:serviceaccounts", "system:unauthenticated"],
};

/** The namespaces, roles and bindings that a new cluster has. `uid` becomes that of kube-system, which identifies a cluster. */
export function bootstrap(store: Store, uid: string): void {
  for (const name of ["default", "kube-system", "kube-public", "kube-node-lease"])
    make(store, "namespaces", { apiVersion: "v1", kind: "Namespace", metadata: { name } });
  const system = store.get("namespaces", undefined, "kube-system");
  if (system) store.put("namespaces", { ...system, metadata: { ...system.metadata, uid } });
  const labels = { "kubernetes.io/bootstrapping": "rbac-defaults" };
  for (const [name, rules] of Object.entries(clusterRoles))
    make(store, `clusterroles.${rbac}`, {
      apiVersion: `${rbac}/v1`,
      kind: "ClusterRole",
      metadata: { name, labels },
      rules,
    });
  for (const [name, groups] of Object.entries(bindings))
    make(store, `clusterrolebindings.${rbac}`, {
      apiVersion: `${rbac}/v1`,
      kind: "ClusterRoleBinding",
      metadata: { name, labels },
      roleRef: { apiGroup: rbac, kind: "ClusterRole", name },
      subjects: groups.map((group) => ({ apiGroup: rbac, kind: "Group", name: group })),
    });
}

const make = (store: Store, resource: string, object: object) =>
  createObject(store, resourceOf(resource), undefined, object as KubeObject);
