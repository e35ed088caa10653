import { finishDeletion } from "./finish-deletion.ts";
import type { Resource } from "./kinds.ts";
import { type KubeObject, type Pod, timestamp } from "./object.ts";
import { getObject, type Target } from "./objects.ts";
import { conflict } from "./status.ts";
import type { Store } from "./storage.ts";

export type DeleteOptions = {
  gracePeriodSeconds?: number;
  propagationPolicy?: "Orphan" | "Background" | "Foreground";
  preconditions?: { uid?: string; resourceVersion?: string };
  dryRun?: boolean;
};

/** Deletes, or marks as being deleted what has a grace period or finalizers. https://kubernetes.io/docs/concepts/architecture/garbage-collection/ */
export function deleteObject(
  store: Store,
  { resource, namespace, name }: Target,
  options: DeleteOptions = {},
): { object: KubeObject; isGone: boolean } {
  const current = getObject(store, resource, namespace, name);
  checkPreconditions(resource, current, options);
  const next = structuredClone(current);
  const grace = resource.key === "pods" ? podGrace(next as Pod, options.gracePeriodSeconds) : 0;
  const finalizers = withPropagation(resource, next.metadata.finalizers ?? [], options.propagationPolicy);
  const isWaiting = finalizers.length > 0 || grace > 0 || resource.key === "namespaces";
  if (!isWaiting) {
    if (!options.dryRun) store.remove(resource.key, next);
    return { object: next, isGone: true };
  }
  if (finalizers.length > 0) next.metadata.finalizers = finalizers;
  const left = next.metadata.deletionGracePeriodSeconds;
  if (!next.metadata.deletionTimestamp || (left !== undefined && grace < left)) {
    next.metadata.deletionTimestamp = timestamp(new Date(Date.now() + grace * 1000));
    next.metadata.deletionGracePeriodSeconds = grace;
    if (next.metadata.generation) next.metadata.generation += 1;
  }
  if (resource.key === "namespaces") {
    delete next.metadata.deletionGracePeriodSeconds;
    next.status = { ...(next.status as object), phase: "Terminating" };
  }
  if (options.dryRun) return { object: next, isGone: false };
  if (finishDeletion(store, resource, next)) return { object: next, isGone: true };
  return { object: store.put(resource.key, next), isGone: false };
}

function checkPreconditions(resource: Resource, { metadata }: KubeObject, { preconditions = {} }: DeleteOptions) {
  const { uid, resourceVersion } = preconditions;
  // Upstream names the kind here, and the resource in every other conflict.
  const kind = resource.group ? `${resource.kind}.${resource.group}` : resource.kind;
  const mismatch = (field: string, asked: string, actual: string, might: string) =>
    conflict(
      kind,
      metadata.name,
      `the ${field} in the precondition (${asked}) does not match the ${field} in record (${actual}). The object might have been ${might}`,
    );
  if (uid && uid !== metadata.uid) throw mismatch("UID", uid, metadata.uid, "deleted and then recreated");
  if (resourceVersion && resourceVersion !== metadata.resourceVersion)
    throw mismatch("ResourceVersion", resourceVersion, metadata.resourceVersion, "modified");
}

/** A pod that runs nowhere, or no more, goes at once; else its node takes it down within the grace period. */
function podGrace({ spec, status }: Pod, asked: number | undefined): number {
  if (!spec.nodeName || ["Succeeded", "Failed"].includes(status.phase)) return 0;
  return asked ?? spec.terminationGracePeriodSeconds ?? 30;
}

/** A Job that is deleted without a word on its pods orphans them, as batch/v1 always did; everything else is Background. */
function withPropagation(
  resource: Resource,
  finalizers: string[],
  policy: DeleteOptions["propagationPolicy"],
): string[] {
  const others = finalizers.filter((name) => name !== "orphan" && name !== "foregroundDeletion");
  if (!policy && others.length < finalizers.length) return finalizers;
  const effective = policy ?? (resource.key === "jobs.batch" ? "Orphan" : "Background");
  if (effective === "Orphan") return [...others, "orphan"];
  return effective === "Foreground" ? [...others, "foregroundDeletion"] : others;
}
