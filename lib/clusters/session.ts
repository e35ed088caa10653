import { invalid } from "#lib/platform/errors.ts";
import { says } from "#lib/platform/say.ts";
import { type ConnectionOptions, connection, uidOf } from "./connection.ts";
import { decode, encode } from "./kubernetes-json.ts";
import { isKind, type Kind, type Kinds, type KubernetesObject } from "./kubernetes-objects.ts";
import { type Listed, type ListOptions, list, queryOf } from "./list.ts";
import { type PodLogOptions, podLog } from "./pod-log.ts";
import { resourcePath } from "./resource-path.ts";
import { type WatchEvent, type WatchOptions, watch } from "./watch.ts";

export type RequestOptions = {
  /** Until the whole answer is read; 10 s when left out. */
  timeoutMs?: number;
  signal?: AbortSignal;
};
export type RemoveOptions = RequestOptions & {
  /** Only this very object: another of the same name is a `conflict`. */
  uid?: string;
  propagation?: "Background" | "Foreground";
  graceSeconds?: number;
};

/**
 * What Slipway may ask of one cluster. Every call throws a SlipwayError that names the cluster: `unreachable`, `denied` (RBAC),
 * `refused` (quota or admission), `conflict`, `invalid`, `rate-limited`, `unavailable`, or `timeout`, of which a write's outcome is unknown.
 */
export type ClusterSession = {
  readonly cluster: string;
  /** Of the API server, like `v1.34.2`. */
  version(options?: RequestOptions): Promise<string>;
  /** UID of the namespace kube-system: what identifies a cluster for life. */
  uid(options?: RequestOptions): Promise<string>;
  get<K extends Kind>(
    kind: K,
    namespace: string | undefined,
    name: string,
    options?: RequestOptions,
  ): Promise<Kinds[K] | undefined>;
  /** Whether it is there, by its metadata alone: what a Secret holds never comes to Slipway. */
  exists(kind: Kind, namespace: string | undefined, name: string, options?: RequestOptions): Promise<boolean>;
  list<K extends Kind>(kind: K, options?: ListOptions): Promise<Listed<Kinds[K]>>;
  /** `conflict` when the name is taken. */
  create<T extends KubernetesObject>(object: T, options?: RequestOptions): Promise<T>;
  /** All the server's checks (schema, quota, admission) of a create, without it. */
  dryRun<T extends KubernetesObject>(object: T, options?: RequestOptions): Promise<T>;
  /** JSON merge patch (RFC 7396): null takes a field away. */
  patch<K extends Kind>(
    kind: K,
    namespace: string | undefined,
    name: string,
    mergePatch: object,
    options?: RequestOptions,
  ): Promise<Kinds[K]>;
  /** An object that is gone already is fine. */
  remove(kind: Kind, namespace: string | undefined, name: string, options?: RemoveOptions): Promise<void>;
  watch<K extends Kind>(kind: K, options: WatchOptions): AsyncGenerator<WatchEvent<Kinds[K]>>;
  podLog(
    namespace: string,
    pod: string,
    container: string,
    options?: PodLogOptions,
  ): Promise<ReadableStream<Uint8Array> | undefined>;
  /** @param resource plural, with its subresource if any: `jobs`, `pods/log` */
  canI(verb: string, resource: string, namespace: string | undefined, group?: string): Promise<boolean>;
  /** As whom the cluster knows Slipway. */
  whoAmI(options?: RequestOptions): Promise<{ name: string; groups: string[] }>;
  /** Closes its sockets; what is under way fails. */
  close(): void;
};

/** Opens nothing yet: the first call does. */
export function openSession(options: ConnectionOptions): ClusterSession {
  const api = connection(options);

  const post = async <T extends KubernetesObject>(object: T, dryRun: "All" | undefined, request?: RequestOptions) => {
    const { kind, metadata } = object;
    if (!isKind(kind)) throw invalid("kind-not-created", { kind: `${kind}` });
    const path = resourcePath(kind, metadata?.namespace) + queryOf({ dryRun, fieldManager: "slipway" });
    const what = says(dryRun ? "do.check" : "do.create", {
      object: named(kind, metadata?.namespace, metadata?.name ?? ""),
    });
    const created = await api.call({ ...request, method: "POST", path, what, body: encode(kind, object) });
    // The answer is of the kind that was sent.
    return decode(kind, created) as T;
  };

  return {
    cluster: api.cluster,
    version: async (request) => {
      const info = await api.call({ ...request, method: "GET", path: "/version", what: says("do.tell-version") });
      return (info as { gitVersion?: string }).gitVersion ?? "unknown";
    },
    uid: async (request) => {
      const path = resourcePath("Namespace", undefined, "kube-system");
      return uidOf(await api.call({ ...request, method: "GET", path, what: says("do.tell-identity") }));
    },
    get: async (kind, namespace, name, request) => {
      const path = resourcePath(kind, namespace, name);
      const what = says("do.read", { object: named(kind, namespace, name) });
      const found = await api.find({ ...request, method: "GET", path, what });
      return found === undefined ? undefined : decode(kind, found);
    },
    exists: async (kind, namespace, name, request) => {
      const path = resourcePath(kind, namespace, name);
      const what = says("do.look-for", { object: named(kind, namespace, name) });
      return (await api.find({ ...request, method: "GET", path, what, accept: metadataOnly })) !== undefined;
    },
    list: (kind, options = {}) => list(api, kind, options),
    create: (object, request) => post(object, undefined, request),
    dryRun: (object, request) => post(object, "All", request),
    patch: async (kind, namespace, name, mergePatch, request) => {
      const path = resourcePath(kind, namespace, name) + queryOf({ fieldManager: "slipway" });
      const body = JSON.stringify(mergePatch);
      const contentType = "application/merge-patch+json";
      const what = says("do.change", { object: named(kind, namespace, name) });
      return decode(kind, await api.call({ ...request, method: "PATCH", path, what, body, contentType }));
    },
    remove: async (kind, namespace, name, { uid, propagation = "Background", graceSeconds, ...request } = {}) => {
      const body = JSON.stringify({
        apiVersion: "v1",
        kind: "DeleteOptions",
        propagationPolicy: propagation,
        ...(uid && { preconditions: { uid } }),
        ...(graceSeconds !== undefined && { gracePeriodSeconds: graceSeconds }),
      });
      const path = resourcePath(kind, namespace, name);
      const what = says("do.remove", { object: named(kind, namespace, name) });
      await api.find({ ...request, method: "DELETE", path, what, body });
    },
    watch: (kind, options) => watch(api, kind, options),
    podLog: (namespace, pod, container, options = {}) => podLog(api, namespace, pod, container, options),
    canI: async (verb, resource, namespace, group = "") => {
      const [plural, subresource] = resource.split("/");
      const attributes = { verb, group, resource: plural, subresource, namespace };
      const body = JSON.stringify({ ...selfReview, spec: { resourceAttributes: attributes } });
      const path = "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews";
      const review = await api.call({
        method: "POST",
        path,
        what: says("do.tell-rights", { verb, resource }),
        body,
      });
      return (review as { status?: { allowed?: boolean } }).status?.allowed === true;
    },
    // https://kubernetes.io/docs/reference/kubernetes-api/authentication-resources/self-subject-review-v1/
    whoAmI: async (request) => {
      const body = JSON.stringify({ apiVersion: "authentication.k8s.io/v1", kind: "SelfSubjectReview" });
      const path = "/apis/authentication.k8s.io/v1/selfsubjectreviews";
      const review = await api.call({ ...request, method: "POST", path, what: says("do.who-am-i"), body });
      const { username = "", groups = [] } =
        (review as { status?: { userInfo?: { username?: string; groups?: string[] } } }).status?.userInfo ?? {};
      return { name: username, groups };
    },
    close: api.close,
  };
}

/** https://kubernetes.io/docs/reference/using-api/api-concepts/#metadata-only-fetches */
const metadataOnly = "application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1";
const selfReview = { apiVersion: "authorization.k8s.io/v1", kind: "SelfSubjectAccessReview" };
const named = (kind: Kind, namespace: string | undefined, name: string) =>
  `${kind} ${namespace ? `${namespace}/` : ""}${name}`;
