import { request } from "node:https";
import { requiredAccess } from "#lib/clusters/required-access.ts";
import { type ClusterName, namespaces, quota, roleArn } from "./company.ts";
import type { DemoKeys } from "./keys.ts";

type Target = { name: ClusterName; url: string; ca: string; token: string; keys: DemoKeys };
type Manifest = {
  apiVersion: string;
  kind: string;
  metadata: { name: string; namespace?: string } & Record<string, unknown>;
} & Record<string, unknown>;

const plurals: Record<string, string> = {
  Namespace: "namespaces",
  ServiceAccount: "serviceaccounts",
  Secret: "secrets",
  ResourceQuota: "resourcequotas",
  ClusterRole: "clusterroles",
  ClusterRoleBinding: "clusterrolebindings",
};

/** Exactly what Slipway needs in a cluster; docs/clusters.md explains each line. */
const slipwayRules = [
  ...requiredAccess.map(({ group, resource, verbs }) => ({ apiGroups: [group], resources: [resource], verbs })),
  // Whether they are there, by their metadata; what they hold is not asked for.
  {
    apiGroups: [""],
    resources: ["secrets"],
    resourceNames: ["orders-s3-access-key", "payments-s3-access-key"],
    verbs: ["get"],
  },
];

const bound = (name: string, user: string, role: string) => ({
  apiVersion: "rbac.authorization.k8s.io/v1",
  kind: "ClusterRoleBinding",
  metadata: { name },
  subjects: [{ kind: "User", apiGroup: "rbac.authorization.k8s.io", name: user }],
  roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "ClusterRole", name: role },
});
const clusterRole = (name: string, rules: object[]) => ({
  apiVersion: "rbac.authorization.k8s.io/v1",
  kind: "ClusterRole",
  metadata: { name },
  rules,
});

function manifestsOf({ name, keys }: Target): Manifest[] {
  const account = name === "eks-frankfurt" ? "111122223333" : "444455556666";
  const enforce = name === "eks-virginia" ? "restricted" : "baseline";
  const inNamespaces = Object.entries(namespaces).flatMap(([namespace, { project, serviceAccount }]): Manifest[] => {
    const annotations: Record<string, string> =
      name !== "dc-frankfurt" ? { "eks.amazonaws.com/role-arn": roleArn(account, project) } : {};
    const accessKey = keys.datacenter[project];
    return [
      {
        apiVersion: "v1",
        kind: "Namespace",
        metadata: { name: namespace, labels: { "pod-security.kubernetes.io/enforce": enforce } },
      },
      {
        apiVersion: "v1",
        kind: "ServiceAccount",
        metadata: { name: serviceAccount, namespace, annotations },
        automountServiceAccountToken: false,
      },
      { apiVersion: "v1", kind: "ResourceQuota", metadata: { name: "compute", namespace }, spec: { hard: quota } },
      ...(name === "dc-frankfurt"
        ? [
            {
              apiVersion: "v1",
              kind: "Secret",
              metadata: { name: `${project}-s3-access-key`, namespace },
              type: "Opaque",
              stringData: {
                AWS_ACCESS_KEY_ID: accessKey.accessKeyId,
                AWS_SECRET_ACCESS_KEY: accessKey.secretAccessKey,
              },
            },
          ]
        : []),
    ];
  });
  const tokenReviews = { apiGroups: ["authentication.k8s.io"], resources: ["tokenreviews"], verbs: ["create"] };
  return [
    clusterRole("slipway", slipwayRules),
    bound("slipway", "slipway", "slipway"),
    clusterRole("token-reviewer", [tokenReviews]),
    bound("vault-token-reviewer", "vault", "token-reviewer"),
    ...inNamespaces,
  ];
}

/** Gives Slipway what it needs in a cluster, and the cluster a few namespaces. */
export async function allowSlipway(target: Omit<Target, "name" | "keys">, names: string[]): Promise<void> {
  const namespace = (name: string) => ({ apiVersion: "v1", kind: "Namespace", metadata: { name } });
  const manifests = [
    clusterRole("slipway", slipwayRules),
    bound("slipway", "slipway", "slipway"),
    ...names.map(namespace),
  ];
  for (const manifest of manifests) await create(target, manifest);
}

/** Creates what a company's platform team would have created in a cluster; what is there already stays. */
export async function setUpCluster(target: Target): Promise<void> {
  for (const manifest of manifestsOf(target)) await create(target, manifest);
}

async function create({ url, ca, token }: Omit<Target, "name" | "keys">, manifest: Manifest): Promise<void> {
  const { apiVersion, kind, metadata } = manifest;
  const group = apiVersion === "v1" ? "/api/v1" : `/apis/${apiVersion}`;
  const path = `${group}${metadata.namespace ? `/namespaces/${metadata.namespace}` : ""}/${plurals[kind]}`;
  const { status, body } = await post(new URL(path, url), ca, token, JSON.stringify(manifest));
  if (status !== 409 && status >= 300)
    throw new Error(`${kind} ${metadata.name} could not be created: ${status} ${body}`);
}

const post = (url: URL, ca: string, token: string, body: string) =>
  new Promise<{ status: number; body: string }>((resolve, reject) => {
    const headers = { authorization: `Bearer ${token}`, "content-type": "application/json" };
    const call = request(url, { method: "POST", ca, headers }, async (response) => {
      const chunks = await response.toArray();
      resolve({ status: response.statusCode ?? 0, body: Buffer.concat(chunks).toString() });
    });
    call.on("error", reject).end(body);
  });
