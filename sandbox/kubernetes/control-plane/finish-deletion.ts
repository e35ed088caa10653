import type { Resource } from "./kinds.ts";
import type { KubeObject } from "./object.ts";
import type { Store } from "./storage.ts";

/** Removes an object whose deletion waited only for its finalizers. */
export function finishDeletion(store: Store, resource: Resource, object: KubeObject): boolean {
  const { deletionTimestamp, deletionGracePeriodSeconds = 0, finalizers = [] } = object.metadata;
  if (!deletionTimestamp || deletionGracePeriodSeconds > 0 || finalizers.length > 0 || resource.key === "namespaces")
    return false;
  store.remove(resource.key, object);
  return true;
}
