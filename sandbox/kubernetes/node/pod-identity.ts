import type { KubernetesApi } from "./kubernetes-api.ts";
import type { Container, Pod } from "./pod.ts";

const annotation = "eks.amazonaws.com/role-arn";

export type PodIdentityWebhook = {
  region: string;
  endpointUrl?: string;
  /** EKS Pod Identity, where the cluster has it: which service accounts have an association, and where the node's agent listens. */
  associations?: { has(namespace: string, serviceAccount: string): boolean; agentUrl: string };
};

/** How a pod comes to its role: a projected token, and the variables by which an SDK finds it. */
type Way = {
  volume: string;
  mountPath: string;
  token: { audience: string; path: string };
  env: Record<string, string>;
};

/**
 * What EKS's pod identity webhook does when a pod is admitted. A pod whose service account names a role gets the web identity variables and a
 * token for STS; one whose service account has a Pod Identity association gets the address of the node's agent and a token for that. With both,
 * the SDK's default chain takes the web identity. Variables the pod sets itself win.
 * https://github.com/aws/amazon-eks-pod-identity-webhook, https://docs.aws.amazon.com/eks/latest/userguide/pod-id-how-it-works.html
 */
export async function applyPodIdentity(api: KubernetesApi, pod: Pod, webhook: PodIdentityWebhook): Promise<Pod> {
  const { namespace } = pod.metadata;
  const name = pod.spec.serviceAccountName ?? "default";
  const account = `/api/v1/namespaces/${namespace}/serviceaccounts/${name}`;
  const { metadata } = await api.get<{ metadata: { annotations?: Record<string, string> } }>(account);
  const role = metadata.annotations?.[annotation];
  const { associations } = webhook;
  const ways = [
    ...(role ? [webIdentity(role)] : []),
    ...(associations?.has(namespace, name) ? [containerCredentials(associations.agentUrl)] : []),
  ];
  return ways.reduce((admitted, way) => give(admitted, way, webhook), pod);
}

const webIdentity = (role: string): Way => {
  const mountPath = "/var/run/secrets/eks.amazonaws.com/serviceaccount";
  const env = { AWS_ROLE_ARN: role, AWS_WEB_IDENTITY_TOKEN_FILE: `${mountPath}/token` };
  return { volume: "aws-iam-token", mountPath, token: { audience: "sts.amazonaws.com", path: "token" }, env };
};

const containerCredentials = (agentUrl: string): Way => {
  const mountPath = "/var/run/secrets/pods.eks.amazonaws.com/serviceaccount";
  const path = "eks-pod-identity-token";
  const env = {
    AWS_CONTAINER_CREDENTIALS_FULL_URI: agentUrl,
    AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE: `${mountPath}/${path}`,
  };
  return { volume: path, mountPath, token: { audience: "pods.eks.amazonaws.com", path }, env };
};

function give(
  pod: Pod,
  { volume: name, mountPath, token, env }: Way,
  { region, endpointUrl }: PodIdentityWebhook,
): Pod {
  if (pod.spec.volumes?.some((volume) => volume.name === name)) return pod;
  const source = { serviceAccountToken: { ...token, expirationSeconds: 86_400 } };
  const volume = { name, projected: { sources: [source] } };
  const variables = {
    AWS_STS_REGIONAL_ENDPOINTS: "regional",
    AWS_DEFAULT_REGION: region,
    AWS_REGION: region,
    ...env,
    ...(endpointUrl && { AWS_ENDPOINT_URL: endpointUrl }),
  };
  const identify = (container: Container): Container => {
    const own = new Set(container.env?.map((variable) => variable.name));
    const added = Object.entries(variables).filter(([variable]) => !own.has(variable));
    return {
      ...container,
      env: [...(container.env ?? []), ...added.map(([variable, value]) => ({ name: variable, value }))],
      volumeMounts: [...(container.volumeMounts ?? []), { name, mountPath, readOnly: true }],
    };
  };
  return {
    ...pod,
    spec: {
      ...pod.spec,
      volumes: [...(pod.spec.volumes ?? []), volume],
      containers: pod.spec.containers.map(identify),
      ...(pod.spec.initContainers && { initContainers: pod.spec.initContainers.map(identify) }),
    },
  };
}
