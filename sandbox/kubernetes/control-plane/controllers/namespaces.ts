import { deleteObject } from "../delete-object.ts";
import { resourceOf, resources } from "../kinds.ts";
import type { KubeObject } from "../object.ts";
import { createObject } from "../objects.ts";
import type { Store } from "../storage.ts";
import { startLoop } from "./loop.ts";

/** Keeps the `default` service account and the `kube-root-ca.crt` ConfigMap in every namespace, and empties one that is deleted. */
export function startNamespaceController(store: Store, ca: string): () => void {
  const loop = startLoop((name) => {
    const namespace = store.get("namespaces", undefined, name);
    if (!namespace) return;
    if (namespace.metadata.deletionTimestamp) return empty(store, namespace);
    ensure(store, "serviceaccounts", name, { apiVersion: "v1", kind: "ServiceAccount", metadata: { name: "default" } });
    ensure(store, "configmaps", name, {
      apiVersion: "v1",
      kind: "ConfigMap",
      metadata: {
        name: "kube-root-ca.crt",
        annotations: {
          "kubernetes.io/description":
            "Contains a CA bundle that can be used to verify the kube-apiserver when using internal endpoints such as the internal service IP or kubernetes.default.svc. No other usage is guaranteed across distributions of Kubernetes clusters.",
        },
      },
      data: { "ca.crt": ca },
    });
  });
  const unsubscribe = store.subscribe(({ resource, object, type }) => {
    if (resource === "namespaces") loop.add(object.metadata.name);
    else if (type === "DELETED" && object.metadata.namespace) loop.add(object.metadata.namespace);
  });
  return () => {
    unsubscribe();
    loop.stop();
  };
}

function ensure(store: Store, resource: string, namespace: string, object: object) {
  const { metadata } = object as KubeObject;
  if (!store.get(resource, namespace, metadata.name))
    createObject(store, resourceOf(resource), namespace, object as KubeObject);
}

function empty(store: Store, namespace: KubeObject) {
  const { name } = namespace.metadata;
  let left = 0;
  for (const resource of resources.filter(({ namespaced }) => namespaced))
    for (const object of store.list(resource.key, name)) {
      if (!object.metadata.deletionTimestamp)
        deleteObject(
          store,
          { resource, namespace: name, name: object.metadata.name },
          { propagationPolicy: "Background" },
        );
      if (store.get(resource.key, name, object.metadata.name)) left += 1;
    }
  if (left === 0) store.remove("namespaces", namespace);
}
