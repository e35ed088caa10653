import { mediaType, readBody } from "./body.ts";
import { bind } from "./controllers/scheduler.ts";
import { type DeleteOptions, deleteObject } from "./delete-object.ts";
import { type Call, sendJson } from "./handler.ts";
import { groupVersion, type Resource } from "./kinds.ts";
import { listObjects, selection } from "./list.ts";
import { proxyLog } from "./logs.ts";
import type { KubeObject, Pod } from "./object.ts";
import { createObject, getObject, requireKind, type Target, updateObject, type WriteOptions } from "./objects.ts";
import { applyConfiguration } from "./ownership.ts";
import { type Json, jsonPatch, mergePatch, strategicMerge } from "./patch.ts";
import { isTrue } from "./request.ts";
import { requestToken } from "./reviews.ts";
import {
  ApiError,
  badRequest,
  conflict,
  invalid,
  methodNotAllowed,
  notSupported,
  required,
  success,
} from "./status.ts";
import { watchObjects } from "./watch.ts";

/**
 * The object, or its metadata alone where the client asks for that.
 * https://kubernetes.io/docs/reference/using-api/api-concepts/#metadata-only-fetches
 */
const asAccepted = (accept: string | undefined, object: KubeObject): object =>
  accept?.includes("as=PartialObjectMetadata")
    ? { kind: "PartialObjectMetadata", apiVersion: "meta.k8s.io/v1", metadata: object.metadata }
    : object;

/** Carries out a verb on a stored resource. */
export async function serveResource(call: Call, resource: Resource): Promise<void> {
  const { store, info, request, response } = call;
  const { verb, query } = info;
  const { namespace, name = "", subresource } = info.resource ?? {};
  const within = resource.namespaced ? namespace : undefined;
  const target: Target = { resource, namespace: within, name, ...(subresource && { subresource }) };
  const write = writeOptions(call);

  if (subresource === "log") return proxyLog(store, getObject<Pod>(store, resource, within, name), query, response);
  if (subresource === "token" || subresource === "binding") return createSubresource(call, target);
  switch (verb) {
    case "get":
      return sendJson(response, 200, asAccepted(request.headers.accept, getObject(store, resource, within, name)));
    case "list":
      return sendJson(response, 200, listObjects(store, resource, within, query));
    case "watch":
      return watchObjects(store, resource, within, query, request, response);
    case "create": {
      if (name || (resource.namespaced && !within)) throw methodNotAllowed();
      const body = await objectBody(call, resource);
      return sendJson(response, 201, createObject(store, resource, within, body, write));
    }
    case "update": {
      if (!name) throw methodNotAllowed();
      const body = await objectBody(call, resource);
      return sendJson(
        response,
        200,
        updateObject(store, target, () => body, write),
      );
    }
    case "patch":
      return patchObject(call, target, write);
    case "delete":
      return deleteOne(call, target);
    case "deletecollection":
      return deleteMany(call, resource, within);
    default:
      throw methodNotAllowed();
  }
}

function writeOptions({ info, request, response }: Call): WriteOptions {
  const [agent = "unknown"] = (request.headers["user-agent"] ?? "unknown").split("/");
  return {
    dryRun: info.query.getAll("dryRun").includes("All"),
    manager: info.query.get("fieldManager") ?? agent,
    warn: (text) => response.appendHeader("warning", `299 - ${JSON.stringify(text)}`),
  };
}

async function objectBody({ request }: Call, resource: Resource): Promise<KubeObject> {
  const body = (await readBody(request, resource.kind)) as unknown as KubeObject;
  const version = groupVersion(resource);
  requireKind(resource, body, version);
  return { ...body, apiVersion: version, kind: resource.kind, metadata: { ...body.metadata } };
}

const patches: Record<string, (target: Json, patch: Json) => Json> = {
  "application/merge-patch+json": mergePatch,
  "application/strategic-merge-patch+json": strategicMerge,
  "application/json-patch+json": jsonPatch,
};

async function patchObject(call: Call, target: Target, write: WriteOptions): Promise<void> {
  const { store, request, response } = call;
  const type = mediaType(request);
  if (type === "application/apply-patch+yaml") return applyObject(call, target, write);
  const patch = patches[type];
  if (!patch) throw new ApiError(415, "UnsupportedMediaType", "415: Unsupported Media Type", {});
  const body = await readBody(request);
  sendJson(
    response,
    200,
    updateObject(store, target, (current) => patch(current as unknown as Json, body) as unknown as KubeObject, write),
  );
}

async function applyObject(call: Call, target: Target, write: WriteOptions): Promise<void> {
  const { store, request, response, info } = call;
  const { resource, namespace, name } = target;
  const manager = info.query.get("fieldManager");
  if (!manager)
    throw invalid("PatchOptions", "meta.k8s.io", "", [required("fieldManager", "is required for apply patch")]);
  const body = { ...((await readBody(request)) as unknown as KubeObject) };
  if (body.kind !== resource.kind || body.apiVersion !== groupVersion(resource)) {
    const group = resource.group || "";
    throw badRequest(`invalid object type: ${group}/${resource.version}, Kind=${body.kind}`);
  }
  if ((body.metadata?.name ?? name) !== name)
    throw badRequest(`the name of the object (${body.metadata.name}) does not match the name on the URL (${name})`);
  const configuration = { ...body, metadata: { ...body.metadata, name } };
  const force = isTrue(info.query.get("force"));
  const current = store.get(resource.key, namespace, name);
  if (!current) {
    const { uid } = configuration.metadata;
    if (uid)
      throw conflict(
        resource.key,
        name,
        `uid mismatch: the provided object specified uid ${uid}, and no existing object was found`,
      );
    const made = createObject(
      store,
      resource,
      namespace,
      applyConfiguration(undefined, configuration, manager, force),
      write,
    );
    return sendJson(response, 201, made);
  }
  sendJson(
    response,
    200,
    updateObject(store, target, (object) => applyConfiguration(object, configuration, manager, force), {
      ...write,
      manager: undefined,
    }),
  );
}

async function createSubresource(call: Call, { resource, namespace, name, subresource }: Target): Promise<void> {
  const { store, info, response, request } = call;
  if (info.verb !== "create") throw methodNotAllowed();
  const object = getObject(store, resource, namespace, name);
  const body = (await readBody(request)) as unknown as KubeObject;
  if (subresource === "token") return sendJson(response, 201, await requestToken(call, object, body));
  const pod = object as Pod;
  if (pod.spec.nodeName)
    throw conflict(
      "pods/binding",
      name,
      `pod ${name} is already assigned to node ${JSON.stringify(pod.spec.nodeName)}`,
    );
  bind(store, pod, (body.target as { name: string }).name);
  sendJson(response, 201, success());
}

async function deleteOptions({ info, request }: Call): Promise<DeleteOptions> {
  const body = (await readBody(request)) as unknown as DeleteOptions & { dryRun?: unknown; orphanDependents?: boolean };
  const { query } = info;
  const grace = query.get("gracePeriodSeconds") ?? body.gracePeriodSeconds;
  const policy = (query.get("propagationPolicy") ?? body.propagationPolicy) as DeleteOptions["propagationPolicy"];
  const policies = ["Foreground", "Background", "Orphan"];
  if (policy && !policies.includes(policy))
    throw invalid("DeleteOptions", "meta.k8s.io", "", [
      notSupported("propagationPolicy", policy, [...policies, "nil"]),
    ]);
  return {
    dryRun: query.getAll("dryRun").includes("All") || (Array.isArray(body.dryRun) && body.dryRun.includes("All")),
    ...(grace !== undefined && grace !== null && { gracePeriodSeconds: Number(grace) }),
    ...(policy && { propagationPolicy: policy }),
    ...(body.preconditions && { preconditions: body.preconditions }),
  };
}

/** These answer with the object even when it is gone (ReturnDeletedObject upstream). */
const returned = ["pods", "services", "serviceaccounts", "resourcequotas"];

async function deleteOne(call: Call, target: Target): Promise<void> {
  const options = await deleteOptions(call);
  const { object, isGone } = deleteObject(call.store, target, options);
  if (!isGone || returned.includes(target.resource.key)) return sendJson(call.response, 200, object);
  const { group, plural } = target.resource;
  sendJson(
    call.response,
    200,
    success({ name: target.name, ...(group && { group }), kind: plural, uid: object.metadata.uid }),
  );
}

async function deleteMany(call: Call, resource: Resource, namespace: string | undefined): Promise<void> {
  const options = await deleteOptions(call);
  const { store, info, response } = call;
  const selects = selection(resource, namespace, info.query);
  const found = store.list(resource.key).filter(selects);
  for (const { metadata } of found)
    deleteObject(store, { resource, namespace: metadata.namespace, name: metadata.name }, options);
  const items = found.map(({ apiVersion: _, kind: __, ...item }) => item);
  sendJson(response, 200, {
    kind: `${resource.kind}List`,
    apiVersion: groupVersion(resource),
    metadata: { resourceVersion: String(store.revision) },
    items,
  });
}
