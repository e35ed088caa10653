import { ApiError, badRequest } from "./status.ts";

export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };
type Fields = { [key: string]: Json };

const isFields = (value: Json | undefined): value is Fields =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** JSON merge patch, RFC 7386. */
export function mergePatch(target: Json | undefined, patch: Json): Json {
  if (!isFields(patch)) return patch;
  const result: Fields = isFields(target) ? { ...target } : {};
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) delete result[key];
    else result[key] = mergePatch(result[key], value);
  }
  return result;
}

/** The lists that a strategic patch merges by a key of their items (patchStrategy and patchMergeKey of the API types); others are replaced. */
export const mergeKeys: Record<string, string[]> = {
  containers: ["name"],
  initContainers: ["name"],
  ephemeralContainers: ["name"],
  volumes: ["name"],
  volumeMounts: ["mountPath"],
  env: ["name"],
  ports: ["containerPort", "port"],
  imagePullSecrets: ["name"],
  secrets: ["name"],
  conditions: ["type"],
  addresses: ["type"],
  ownerReferences: ["uid"],
  hostAliases: ["ip"],
  podIPs: ["ip"],
};

/** Strategic merge patch. https://github.com/kubernetes/community/blob/main/contributors/devel/sig-api-machinery/strategic-merge-patch.md */
export function strategicMerge(target: Json | undefined, patch: Json): Json {
  if (!isFields(patch)) return patch;
  if (patch.$patch === "replace") {
    const { $patch: _, ...rest } = patch;
    return rest;
  }
  const result: Fields = isFields(target) ? { ...target } : {};
  for (const [key, value] of Object.entries(patch)) {
    const primitive = key.startsWith("$deleteFromPrimitiveList/") && key.slice(key.indexOf("/") + 1);
    if (primitive) {
      const gone = value as Json[];
      result[primitive] = ((result[primitive] ?? []) as Json[]).filter((entry) => !gone.includes(entry));
    } else if (key.startsWith("$")) continue;
    else if (value === null) delete result[key];
    else if (Array.isArray(value)) result[key] = mergeList(key, result[key], value);
    else result[key] = strategicMerge(result[key], value);
  }
  return result;
}

function mergeList(field: string, target: Json | undefined, patch: Json[]): Json {
  const current = Array.isArray(target) ? [...target] : [];
  if (field === "finalizers") return [...new Set([...current, ...patch])];
  const key = mergeKeys[field]?.find((candidate) => patch.some((item) => isFields(item) && candidate in item));
  if (!key || patch.some((item) => isFields(item) && item.$patch === "replace"))
    return patch.filter((item) => !isFields(item) || item.$patch === undefined);
  for (const item of patch) {
    if (!isFields(item)) continue;
    if (item[key] === undefined)
      throw badRequest(`map: ${JSON.stringify(item)} does not contain declared merge key: ${key}`);
    const at = current.findIndex((entry) => isFields(entry) && entry[key] === item[key]);
    if (item.$patch === "delete") {
      if (at >= 0) current.splice(at, 1);
    } else if (at >= 0) current[at] = strategicMerge(current[at], item);
    else current.push(strategicMerge({}, item));
  }
  return current;
}

type Operation = { op: string; path: string; from?: string; value?: Json };

/** JSON patch, RFC 6902; what cannot be applied is 422, as the API server answers. */
export function jsonPatch(target: Json, operations: Json): Json {
  if (!Array.isArray(operations))
    throw badRequest("json: cannot unmarshal object into Go value of type jsonpatch.Patch");
  const root: { value: Json } = { value: structuredClone(target) };
  for (const operation of operations as Operation[]) apply(root, operation);
  return root.value;
}

function apply(root: { value: Json }, { op, path, from, value = null }: Operation) {
  if (op === "move" || op === "copy") {
    const moved = structuredClone(read(root, from ?? ""));
    if (op === "move") change(root, from ?? "", "remove", null);
    change(root, path, "add", moved);
  } else if (op === "test") {
    if (JSON.stringify(read(root, path)) !== JSON.stringify(value))
      throw rejected(`testing value ${path} failed: test failed`);
  } else if (op === "add" || op === "replace" || op === "remove") change(root, path, op, value);
  else throw badRequest(`Unexpected kind: ${op}`);
}

const steps = (path: string) =>
  path
    .split("/")
    .slice(1)
    .map((step) => step.replaceAll("~1", "/").replaceAll("~0", "~"));

function read(root: { value: Json }, path: string): Json {
  let at: Json | undefined = root.value;
  for (const step of steps(path)) at = Array.isArray(at) ? at[Number(step)] : isFields(at) ? at[step] : undefined;
  if (at === undefined) throw missing("get", path);
  return at;
}

function change(root: { value: Json }, path: string, op: "add" | "replace" | "remove", value: Json) {
  const all = steps(path);
  const last = all.pop();
  if (last === undefined) {
    root.value = value;
    return;
  }
  let parent: Json | undefined = root.value;
  for (const step of all)
    parent = Array.isArray(parent) ? parent[Number(step)] : isFields(parent) ? parent[step] : undefined;
  if (Array.isArray(parent)) {
    const at = last === "-" ? parent.length : Number(last);
    if (op === "add" ? at > parent.length : at >= parent.length) throw missing(op, path);
    if (op === "add") parent.splice(at, 0, value);
    else if (op === "remove") parent.splice(at, 1);
    else parent[at] = value;
  } else if (isFields(parent)) {
    if (op !== "add" && !(last in parent)) throw missing(op, path);
    if (op === "remove") delete parent[last];
    else parent[last] = value;
  } else throw missing(op, path);
}

const missing = (op: string, path: string) =>
  rejected(`${op} operation does not apply: doc is missing ${op === "add" ? "path" : "key"}: ${path}: missing value`);

const rejected = (why: string) =>
  new ApiError(422, "Invalid", `the server rejected our request due to an error in our request: ${why}`, {});
