import { randomName } from "../names.ts";
import type { Pod, ServiceAccount } from "../object.ts";
import { forbidden } from "../status.ts";
import type { Store } from "../storage.ts";

const mountPath = "/var/run/secrets/kubernetes.io/serviceaccount";

/** Gives a new pod its service account, with the projected token unless pod or account say no. https://kubernetes.io/docs/reference/access-authn-authz/admission-controllers/#serviceaccount */
export function admitServiceAccount(store: Store, pod: Pod): void {
  const { spec, metadata } = pod;
  spec.serviceAccountName ||= "default";
  spec.serviceAccount = spec.serviceAccountName;
  const account = store.get<ServiceAccount>("serviceaccounts", metadata.namespace, spec.serviceAccountName);
  if (!account) {
    const why = `error looking up service account ${metadata.namespace}/${spec.serviceAccountName}: serviceaccount "${spec.serviceAccountName}" not found`;
    throw forbidden("pods", metadata.name, why);
  }
  if (!spec.imagePullSecrets?.length && account.imagePullSecrets) spec.imagePullSecrets = account.imagePullSecrets;
  if (spec.automountServiceAccountToken ?? account.automountServiceAccountToken ?? true) mountToken(pod);
}

function mountToken({ spec }: Pod) {
  const containers = [...(spec.initContainers ?? []), ...spec.containers];
  const without = containers.filter(
    ({ volumeMounts = [] }) => !volumeMounts.some((mount) => mount.mountPath === mountPath),
  );
  if (without.length === 0) return;
  const name = `kube-api-access-${randomName()}`;
  for (const container of without)
    container.volumeMounts = [...(container.volumeMounts ?? []), { name, readOnly: true, mountPath }];
  spec.volumes = [
    ...(spec.volumes ?? []),
    {
      name,
      projected: {
        sources: [
          { serviceAccountToken: { expirationSeconds: 3607, path: "token" } },
          { configMap: { name: "kube-root-ca.crt", items: [{ key: "ca.crt", path: "ca.crt" }] } },
          {
            downwardAPI: {
              items: [{ path: "namespace", fieldRef: { apiVersion: "v1", fieldPath: "metadata.namespace" } }],
            },
          },
        ],
        defaultMode: 0o644,
      },
    },
  ];
}
