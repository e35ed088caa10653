import { randomUUID } from "node:crypto";
import { isDeepStrictEqual } from "node:util";
import { enforcePodSecurity, podSecurityWarning } from "./admission/pod-security.ts";
import { admitQuota } from "./admission/quota.ts";
import { admitServiceAccount } from "./admission/service-account.ts";
import { setDefaults } from "./defaults.ts";
import { finishDeletion } from "./finish-deletion.ts";
import type { Resource } from "./kinds.ts";
import { generateName } from "./names.ts";
import { type Job, type KubeObject, type Pod, timestamp } from "./object.ts";
import { trackUpdate } from "./ownership.ts";
import { prepareCreate } from "./prepare.ts";
import { ApiError, alreadyExists, badRequest, conflict, forbidden, invalid, notFound, stale } from "./status.ts";
import type { Store } from "./storage.ts";
import { validateUpdate } from "./validate-update.ts";
import { validate } from "./validation.ts";

/** How a write is done; controllers leave all of it out. */
export type WriteOptions = { dryRun?: boolean; manager?: string; warn?: (warning: string) => void };

export function getObject<T extends KubeObject>(
  store: Store,
  resource: Resource,
  namespace: string | undefined,
  name: string,
): T {
  const found = store.get<T>(resource.key, namespace, name);
  if (!found) throw notFound(resource.key, name);
  return found;
}

/** Defaults, admits, validates and stores a new object. */
export function createObject(
  store: Store,
  resource: Resource,
  namespace: string | undefined,
  body: KubeObject,
  write: WriteOptions = {},
): KubeObject {
  const object = structuredClone(body);
  const { resourceVersion, managedFields, ...metadata } = object.metadata ?? {};
  if (resourceVersion) throw new ApiError(500, undefined, "resourceVersion should not be set on objects to be created");
  if (namespace && metadata.namespace && metadata.namespace !== namespace)
    throw badRequest("the namespace of the provided object does not match the namespace sent on the request");
  if (resource.namespaced) requireNamespace(store, resource, namespace ?? "", metadata.name);
  object.metadata = {
    ...metadata,
    name: metadata.name || (metadata.generateName ? generateName(metadata.generateName) : ""),
    ...(namespace && { namespace }),
    uid: randomUUID(),
    resourceVersion: "",
    creationTimestamp: timestamp(),
    ...(managedFields && { managedFields }),
  };
  delete object.metadata.deletionTimestamp;
  delete object.metadata.deletionGracePeriodSeconds;

  setDefaults(resource.key, object);
  prepareCreate(store, resource.key, object);
  if (resource.key === "pods") admitServiceAccount(store, object as Pod);
  const { name } = object.metadata;
  const errors = validate(resource.key, object);
  if (errors.length > 0) throw invalid(resource.kind, resource.group, name, errors);
  if (store.get(resource.key, namespace, name)) throw alreadyExists(resource.key, name);
  if (resource.key === "pods") enforcePodSecurity(store, namespace ?? "", name, (object as Pod).spec);
  if (resource.key === "jobs.batch") {
    const warning = podSecurityWarning(store, namespace ?? "", (object as Job).spec.template.spec);
    if (warning) write.warn?.(warning);
  }
  if (namespace) admitQuota(store, resource.key, object);
  if (write.manager && !managedFields) trackUpdate(undefined, object, write.manager);
  return write.dryRun ? object : store.put(resource.key, object);
}

function requireNamespace(store: Store, resource: Resource, namespace: string, name = "") {
  const found = store.get("namespaces", undefined, namespace);
  if (!found) throw notFound("namespaces", namespace);
  if (found.metadata.deletionTimestamp)
    throw forbidden(
      resource.key,
      name,
      `unable to create new content in namespace ${namespace} because it is being terminated`,
    );
}

export type Target = { resource: Resource; namespace: string | undefined; name: string; subresource?: string };

/** Replaces an object by what `change` makes of it; an outdated resourceVersion is 409. */
export function updateObject<T extends KubeObject = KubeObject>(
  store: Store,
  target: Target,
  change: (current: T) => KubeObject,
  write: WriteOptions = {},
): T {
  const { resource, namespace, name, subresource } = target;
  const current = getObject<T>(store, resource, namespace, name);
  const body = change(structuredClone(current));
  const given = body.metadata ?? {};
  if (given.name && given.name !== name)
    throw badRequest(`the name of the object (${given.name}) does not match the name on the URL (${name})`);
  if (given.uid && given.uid !== current.metadata.uid)
    throw conflict(
      resource.key,
      name,
      `Precondition failed: UID in precondition: ${given.uid}, UID in object meta: ${current.metadata.uid}`,
    );
  if (given.resourceVersion && given.resourceVersion !== current.metadata.resourceVersion)
    throw stale(resource.key, name);

  const next = merge(resource, current, body, subresource);
  if (subresource !== "status") {
    setDefaults(resource.key, next);
    const errors = [...validate(resource.key, next), ...validateUpdate(resource.key, next, current)];
    if (errors.length > 0) throw invalid(resource.kind, resource.group, name, errors);
    if (current.metadata.generation && !isDeepStrictEqual(next.spec, current.spec))
      next.metadata.generation = current.metadata.generation + 1;
  }
  if (write.manager && isDeepStrictEqual(next.metadata.managedFields, current.metadata.managedFields))
    trackUpdate(current, next, write.manager, subresource);
  if (write.dryRun) return next;
  return finishDeletion(store, resource, next) ? next : store.put(resource.key, next);
}

/** Status is written only through its own door, all else only through the main one. */
function merge<T extends KubeObject>(resource: Resource, current: T, body: KubeObject, subresource?: string): T {
  const { uid, creationTimestamp, generation, deletionTimestamp, deletionGracePeriodSeconds, resourceVersion } =
    current.metadata;
  if (subresource === "status") {
    const { labels, annotations, managedFields } = { ...current.metadata, ...body.metadata };
    return {
      ...current,
      status: body.status ?? {},
      metadata: {
        ...current.metadata,
        ...(labels && { labels }),
        ...(annotations && { annotations }),
        ...(managedFields && { managedFields }),
      },
    };
  }
  const kept = { ...body.metadata, name: current.metadata.name, uid, creationTimestamp, resourceVersion };
  const { deletionTimestamp: _, deletionGracePeriodSeconds: __, generation: ___, namespace: ____, ...metadata } = kept;
  const next = {
    ...body,
    apiVersion: current.apiVersion,
    kind: current.kind,
    metadata: {
      ...metadata,
      ...(current.metadata.namespace && { namespace: current.metadata.namespace }),
      ...(generation !== undefined && { generation }),
      ...(deletionTimestamp && { deletionTimestamp }),
      ...(deletionGracePeriodSeconds !== undefined && { deletionGracePeriodSeconds }),
      ...(metadata.managedFields || current.metadata.managedFields
        ? { managedFields: metadata.managedFields ?? current.metadata.managedFields }
        : {}),
    },
  } as T;
  if (resource.subresources.includes("status")) {
    if (current.status === undefined) delete next.status;
    else Object.assign(next, { status: current.status });
  }
  return next;
}

/** Refuses a body of another kind than the address. */
export function requireKind(resource: Resource, body: KubeObject, version: string): void {
  const refuse = (why: string) =>
    badRequest(
      `${body.kind} in version "${body.apiVersion ?? version}" cannot be handled as a ${resource.kind}: ${why}`,
    );
  if (body.kind && body.kind !== resource.kind)
    throw refuse(`converting (v1.${body.kind}) to (${resource.group || "core"}.${resource.kind}): unknown conversion`);
  if (body.apiVersion && body.apiVersion !== version)
    throw refuse(
      `no kind "${resource.kind}" is registered for version "${body.apiVersion}" in scheme "pkg/runtime/scheme.go:111"`,
    );
}
