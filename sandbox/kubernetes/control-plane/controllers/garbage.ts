import { deleteObject } from "../delete-object.ts";
import { resourceOf, resourceOfKind } from "../kinds.ts";
import type { KubeObject, OwnerReference } from "../object.ts";
import { updateObject } from "../objects.ts";
import type { Store } from "../storage.ts";
import { startLoop } from "./loop.ts";

/** Deletes what all owners have left, and does what the `foregroundDeletion` and `orphan` finalizers promise. https://kubernetes.io/docs/concepts/architecture/garbage-collection/ */
export function startGarbageCollector(store: Store): () => void {
  const loop = startLoop((key) => {
    const [resource = "", namespace = "", name = ""] = key.split("|");
    const object = store.get(resource, namespace || undefined, name);
    if (object) collect(store, resource, object);
  });
  const add = (resource: string, { metadata }: KubeObject) =>
    loop.add(`${resource}|${metadata.namespace ?? ""}|${metadata.name}`);
  const unsubscribe = store.subscribe(({ resource, object, type }) => {
    const { ownerReferences = [], deletionTimestamp, uid } = object.metadata;
    if (type === "DELETED") {
      for (const [dependent, { metadata }] of store.everything())
        if (metadata.ownerReferences?.some((owner) => owner.uid === uid)) add(dependent, { metadata } as KubeObject);
      for (const owner of ownerReferences) addOwner(owner, object);
    } else if (ownerReferences.length > 0 || deletionTimestamp) add(resource, object);
  });
  const addOwner = (owner: OwnerReference, { metadata }: KubeObject) => {
    const found = resourceOfKind(owner.apiVersion, owner.kind);
    if (found) loop.add(`${found.key}|${found.namespaced ? metadata.namespace : ""}|${owner.name}`);
  };
  return () => {
    unsubscribe();
    loop.stop();
  };
}

const dependentsOf = (store: Store, owner: KubeObject) =>
  [...store.everything()].filter(([, { metadata }]) =>
    metadata.ownerReferences?.some(({ uid }) => uid === owner.metadata.uid),
  );

const targetOf = (resource: string, { metadata }: KubeObject) => ({
  resource: resourceOf(resource),
  namespace: metadata.namespace,
  name: metadata.name,
});

function collect(store: Store, resource: string, object: KubeObject) {
  const { finalizers = [], deletionTimestamp, ownerReferences = [], uid } = object.metadata;
  if (deletionTimestamp && finalizers.includes("orphan")) return orphan(store, resource, object);
  if (deletionTimestamp && finalizers.includes("foregroundDeletion")) return deleteForeground(store, resource, object);
  if (deletionTimestamp || ownerReferences.length === 0) return;
  const present = ownerReferences.filter((owner) => exists(store, owner, object));
  const solid = present.filter((owner) => !isGoing(store, owner, object));
  if (present.length === 0)
    deleteObject(store, targetOf(resource, object), {
      propagationPolicy: propagation(finalizers),
      preconditions: { uid },
    });
  else if (solid.length > 0 && solid.length < ownerReferences.length)
    disown(store, resource, object, (owner) => solid.includes(owner));
}

const propagation = (finalizers: string[]) =>
  finalizers.includes("orphan") ? "Orphan" : finalizers.includes("foregroundDeletion") ? "Foreground" : "Background";

function ownerObject(store: Store, owner: OwnerReference, { metadata }: KubeObject): KubeObject | undefined {
  const resource = resourceOfKind(owner.apiVersion, owner.kind);
  const found = resource && store.get(resource.key, resource.namespaced ? metadata.namespace : undefined, owner.name);
  return found?.metadata.uid === owner.uid ? found : undefined;
}

/** An owner of a kind that this server does not serve is taken as present. */
const exists = (store: Store, owner: OwnerReference, object: KubeObject) =>
  resourceOfKind(owner.apiVersion, owner.kind) === undefined || ownerObject(store, owner, object) !== undefined;

const isGoing = (store: Store, owner: OwnerReference, object: KubeObject) => {
  const { deletionTimestamp, finalizers = [] } = ownerObject(store, owner, object)?.metadata ?? {};
  return deletionTimestamp !== undefined && finalizers.includes("foregroundDeletion");
};

function disown(store: Store, resource: string, object: KubeObject, keeps: (owner: OwnerReference) => boolean) {
  updateObject(store, targetOf(resource, object), ({ metadata, ...rest }) => {
    const { ownerReferences = [], ...others } = metadata;
    const kept = ownerReferences.filter((owner) =>
      keeps(object.metadata.ownerReferences?.find(({ uid }) => uid === owner.uid) ?? owner),
    );
    return { ...rest, metadata: { ...others, ...(kept.length > 0 && { ownerReferences: kept }) } } as KubeObject;
  });
}

function orphan(store: Store, resource: string, object: KubeObject) {
  for (const [dependent, child] of dependentsOf(store, object))
    disown(store, dependent, child, ({ uid }) => uid !== object.metadata.uid);
  dropFinalizer(store, resource, object, "orphan");
}

function deleteForeground(store: Store, resource: string, object: KubeObject) {
  const dependents = dependentsOf(store, object);
  for (const [dependent, child] of dependents) {
    const others = (child.metadata.ownerReferences ?? []).filter(({ uid }) => uid !== object.metadata.uid);
    if (others.some((owner) => exists(store, owner, child)))
      disown(store, dependent, child, ({ uid }) => uid !== object.metadata.uid);
    else if (!child.metadata.deletionTimestamp)
      deleteObject(store, targetOf(dependent, child), {
        propagationPolicy: "Foreground",
        preconditions: { uid: child.metadata.uid },
      });
  }
  const isBlocked = dependentsOf(store, object).some(([, { metadata }]) =>
    metadata.ownerReferences?.some(({ uid, blockOwnerDeletion }) => uid === object.metadata.uid && blockOwnerDeletion),
  );
  if (!isBlocked) dropFinalizer(store, resource, object, "foregroundDeletion");
}

function dropFinalizer(store: Store, resource: string, object: KubeObject, finalizer: string) {
  updateObject(store, targetOf(resource, object), (current) => ({
    ...current,
    metadata: {
      ...current.metadata,
      finalizers: (current.metadata.finalizers ?? []).filter((name) => name !== finalizer),
    },
  }));
}
