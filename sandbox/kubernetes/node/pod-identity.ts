import type { KubernetesApi } from "./kubernetes-api.ts";
import type { Container, Pod } from "./pod.ts";

const mountPath = "/var/run/secrets/eks.amazonaws.com/serviceaccount";
const volumeName = "aws-iam-token";
const annotation = "eks.amazonaws.com/role-arn";

export type PodIdentityWebhook = { region: string; endpointUrl?: string };

/**
 * What EKS's pod identity webhook does when a pod is admitted: a pod whose service account names a role gets the web identity
 * variables and a projected token of audience sts.amazonaws.com. Variables the pod sets itself win.
 * https://github.com/aws/amazon-eks-pod-identity-webhook
 */
export async function applyPodIdentity(api: KubernetesApi, pod: Pod, webhook: PodIdentityWebhook): Promise<Pod> {
  const account = `/api/v1/namespaces/${pod.metadata.namespace}/serviceaccounts/${pod.spec.serviceAccountName ?? "default"}`;
  const { metadata } = await api.get<{ metadata: { annotations?: Record<string, string> } }>(account);
  const role = metadata.annotations?.[annotation];
  if (!role || pod.spec.volumes?.some((volume) => volume.name === volumeName)) return pod;
  const token = { audience: "sts.amazonaws.com", expirationSeconds: 86_400, path: "token" };
  const volume = { name: volumeName, projected: { sources: [{ serviceAccountToken: token }] } };
  const variables = {
    AWS_STS_REGIONAL_ENDPOINTS: "regional",
    AWS_DEFAULT_REGION: webhook.region,
    AWS_REGION: webhook.region,
    AWS_ROLE_ARN: role,
    AWS_WEB_IDENTITY_TOKEN_FILE: `${mountPath}/token`,
    ...(webhook.endpointUrl && { AWS_ENDPOINT_URL: webhook.endpointUrl }),
  };
  const identify = (container: Container): Container => {
    const own = new Set(container.env?.map((variable) => variable.name));
    const added = Object.entries(variables).filter(([name]) => !own.has(name));
    return {
      ...container,
      env: [...(container.env ?? []), ...added.map(([name, value]) => ({ name, value }))],
      volumeMounts: [...(container.volumeMounts ?? []), { name: volumeName, mountPath, readOnly: true }],
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
