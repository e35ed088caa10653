import { ApiError, type KubernetesApi } from "./kubernetes-api.ts";
import type { Pod } from "./pod.ts";

/** The contents of a Secret or ConfigMap as bytes by key. */
export type Contents = Map<string, Buffer>;

/** Reads what a pod refers to in its own namespace. `undefined` is an object that is not there; other failures throw. */
export function createObjectReader(api: KubernetesApi, namespace: string) {
  const path = (kind: string, name: string) => `/api/v1/namespaces/${namespace}/${kind}/${encodeURIComponent(name)}`;
  const find = <T>(kind: string, name: string) =>
    api.get<T>(path(kind, name)).catch((error) => {
      if (error instanceof ApiError && error.status === 404) return undefined;
      throw error;
    });
  return {
    async secret(name: string): Promise<(Contents & { type?: string }) | undefined> {
      const secret = await find<{ data?: Record<string, string>; type?: string }>("secrets", name);
      if (!secret) return undefined;
      const contents: Contents = new Map(
        Object.entries(secret.data ?? {}).map(([key, value]) => [key, Buffer.from(value, "base64")]),
      );
      return Object.assign(contents, secret.type ? { type: secret.type } : {});
    },
    async configMap(name: string): Promise<Contents | undefined> {
      const found = await find<{ data?: Record<string, string>; binaryData?: Record<string, string> }>(
        "configmaps",
        name,
      );
      if (!found) return undefined;
      return new Map([
        ...Object.entries(found.data ?? {}).map(([key, value]) => [key, Buffer.from(value)] as const),
        ...Object.entries(found.binaryData ?? {}).map(([key, value]) => [key, Buffer.from(value, "base64")] as const),
      ]);
    },
    serviceAccount(name: string) {
      return find<{ imagePullSecrets?: { name: string }[] }>("serviceaccounts", name);
    },
    /** A token bound to the pod, by the TokenRequest API: it dies with the pod. */
    async token(pod: Pod, audience: string | undefined, expirationSeconds: number): Promise<string> {
      const account = pod.spec.serviceAccountName ?? "default";
      const { name, uid } = pod.metadata;
      const spec = {
        ...(audience ? { audiences: [audience] } : { audiences: [] }),
        expirationSeconds,
        boundObjectRef: { apiVersion: "v1", kind: "Pod", name, uid },
      };
      const body = { apiVersion: "authentication.k8s.io/v1", kind: "TokenRequest", spec };
      const made = await api.create<{ status: { token: string } }>(`${path("serviceaccounts", account)}/token`, body);
      return made.status.token;
    },
  };
}

export type ObjectReader = ReturnType<typeof createObjectReader>;
