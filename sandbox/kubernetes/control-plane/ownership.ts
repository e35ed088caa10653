import { type FieldSet, type KubeObject, type ManagedFields, timestamp } from "./object.ts";
import { type Json, mergeKeys, strategicMerge } from "./patch.ts";
import { ApiError } from "./status.ts";

type Fields = { [key: string]: Json };
/** Leaf values by path; a path is its FieldsV1 steps joined by a character no name holds. */
type Leaves = Map<string, string>;

const joint = "\u0000";
const serverOwned = [
  "name",
  "namespace",
  "uid",
  "resourceVersion",
  "generation",
  "creationTimestamp",
  "managedFields",
  "deletionTimestamp",
  "deletionGracePeriodSeconds",
  "generateName",
];

/** Notes in `after.metadata.managedFields` that `manager` set what differs from `before`. Changes `after`. */
export function trackUpdate(
  before: KubeObject | undefined,
  after: KubeObject,
  manager: string,
  subresource?: string,
): void {
  const old = before ? leaves(before) : new Map<string, string>();
  const now = leaves(after);
  const changed = [...now].filter(([path, value]) => old.get(path) !== value).map(([path]) => path);
  const isMine = (entry: ManagedFields) =>
    entry.manager === manager && entry.operation === "Update" && entry.subresource === subresource;
  const entries = after.metadata.managedFields ?? [];
  const mine = [...pathsOf(entries.find(isMine)?.fieldsV1 ?? {}), ...changed].filter((path) => now.has(path));
  const others = entries
    .filter((entry) => !isMine(entry))
    .map((entry) => ({
      ...entry,
      fieldsV1: toFieldSet(pathsOf(entry.fieldsV1).filter((path) => now.has(path) && !changed.includes(path))),
    }));
  const entry = describe(after, manager, "Update", mine, subresource);
  after.metadata.managedFields = [...others, entry].filter(({ fieldsV1 }) => Object.keys(fieldsV1).length > 0);
}

/**
 * Server-side apply: the object with `configuration` merged in and what `manager` applied before and left out now taken away.
 * 409 names every field that another manager set to another value, unless `force`. https://kubernetes.io/docs/reference/using-api/server-side-apply/
 */
export function applyConfiguration(
  current: KubeObject | undefined,
  configuration: KubeObject,
  manager: string,
  force: boolean,
): KubeObject {
  const wanted = leaves(configuration);
  const existing = current ? leaves(current) : new Map<string, string>();
  const entries = current?.metadata.managedFields ?? [];
  const isMine = (entry: ManagedFields) => entry.manager === manager && entry.operation === "Apply";
  const others = entries.filter((entry) => !isMine(entry));
  const contested = (entry: ManagedFields) =>
    pathsOf(entry.fieldsV1).filter(
      (path) => wanted.has(path) && existing.has(path) && existing.get(path) !== wanted.get(path),
    );
  const conflicts = others.flatMap((entry) => contested(entry).map((path) => ({ entry, path })));
  if (conflicts.length > 0 && !force) throw applyConflict(conflicts);

  const held = new Set(others.flatMap((entry) => pathsOf(entry.fieldsV1)));
  const dropped = pathsOf(entries.find(isMine)?.fieldsV1 ?? {}).filter((path) => !wanted.has(path) && !held.has(path));
  const merged = strategicMerge(
    (current ?? {}) as unknown as Json,
    withoutServerOwned(configuration),
  ) as unknown as KubeObject;
  const result = structuredClone(merged);
  for (const path of dropped) removeAt(result as unknown as Fields, path.split(joint));
  const kept = others.map((entry) => {
    const lost = contested(entry);
    return { ...entry, fieldsV1: toFieldSet(pathsOf(entry.fieldsV1).filter((path) => !lost.includes(path))) };
  });
  result.metadata.managedFields = [...kept, describe(result, manager, "Apply", [...wanted.keys()])];
  return result;
}

const withoutServerOwned = ({ metadata, ...rest }: KubeObject): Json => {
  const { managedFields: _, ...own } = metadata;
  return structuredClone({ ...rest, metadata: own }) as unknown as Json;
};

const describe = (
  { apiVersion }: KubeObject,
  manager: string,
  operation: "Apply" | "Update",
  paths: string[],
  subresource?: string,
): ManagedFields => ({
  manager,
  operation,
  apiVersion,
  time: timestamp(),
  fieldsType: "FieldsV1",
  fieldsV1: toFieldSet(paths),
  ...(subresource && { subresource }),
});

type Conflict = { entry: ManagedFields; path: string };

function applyConflict(conflicts: Conflict[]): ApiError {
  const byManager = Map.groupBy(conflicts, ({ entry }) => describeManager(entry));
  const causes = conflicts.map(({ entry, path }) => ({
    reason: "FieldManagerConflict",
    message: `conflict with ${describeManager(entry)}`,
    field: dotted(path),
  }));
  const lists = [...byManager].map(([manager, found]) =>
    [`conflicts with ${manager}:`, ...found.map(({ path }) => `- ${dotted(path)}`)].join("\n"),
  );
  const [only] = causes;
  const message =
    causes.length === 1 && only
      ? `Apply failed with 1 conflict: ${only.message}: ${only.field}`
      : `Apply failed with ${causes.length} conflicts: ${lists.join("\n")}`;
  return new ApiError(409, "Conflict", message, { causes });
}

function describeManager({ manager, subresource, operation, apiVersion }: ManagedFields): string {
  const name = `${JSON.stringify(manager)}${subresource ? ` with subresource "${subresource}"` : ""}`;
  return operation === "Update" ? `${name} using ${apiVersion}` : name;
}

const dotted = (path: string) =>
  path
    .split(joint)
    .map((step) => {
      const [key, value] = step.startsWith("k:") ? (Object.entries(JSON.parse(step.slice(2)) as object)[0] ?? []) : [];
      return key
        ? `[${key}=${JSON.stringify(value)}]`
        : step.startsWith("v:")
          ? `[=${step.slice(2)}]`
          : `.${step.slice(2)}`;
    })
    .join("");

function leaves(object: KubeObject): Leaves {
  const { apiVersion: _, kind: __, metadata, ...rest } = object as unknown as Fields;
  const own = Object.fromEntries(
    Object.entries((metadata ?? {}) as Fields).filter(([field]) => !serverOwned.includes(field)),
  );
  const found: Leaves = new Map();
  collect({ ...rest, ...(Object.keys(own).length > 0 && { metadata: own }) } as Fields, [], found);
  return found;
}

function collect(value: Fields, at: string[], found: Leaves) {
  for (const [field, child] of Object.entries(value)) {
    const path = [...at, `f:${field}`];
    const key = Array.isArray(child) ? keyOf(field, child) : undefined;
    if (key)
      for (const item of child as Fields[])
        collect(item, [...path, `k:${JSON.stringify({ [key]: item[key] })}`], found);
    else if (field === "finalizers" && Array.isArray(child))
      for (const item of child) found.set([...path, `v:${JSON.stringify(item)}`].join(joint), "");
    else if (isFields(child) && Object.keys(child).length > 0) collect(child, path, found);
    else found.set(path.join(joint), JSON.stringify(child));
  }
}

const isFields = (value: Json | undefined): value is Fields =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const keyOf = (field: string, list: Json[]) =>
  mergeKeys[field]?.find((key) => list.length > 0 && list.every((item) => isFields(item) && key in item));

function toFieldSet(paths: string[]): FieldSet {
  const root: FieldSet = {};
  for (const path of paths) {
    let at = root;
    for (const step of path.split(joint)) at = at[step] ??= {};
  }
  return root;
}

function pathsOf(set: FieldSet, at: string[] = []): string[] {
  const children = Object.entries(set).filter(([step]) => step !== ".");
  if (children.length === 0) return at.length > 0 ? [at.join(joint)] : [];
  return children.flatMap(([step, child]) => pathsOf(child, [...at, step]));
}

/** Takes a leaf away, and with an item's key the item, and with the last entry the map or list that held it. */
function removeAt(value: Fields, [step = "", next, ...rest]: string[]): void {
  const field = step.slice(2);
  const child = value[field];
  if (next === undefined) delete value[field];
  else if (Array.isArray(child) && next.startsWith("k:")) {
    const [[key = "", wanted] = []] = Object.entries(JSON.parse(next.slice(2)) as Fields);
    const item = child.find((entry) => isFields(entry) && entry[key] === wanted);
    if (isFields(item) && rest.length === 1 && rest[0] === `f:${key}`) child.splice(child.indexOf(item), 1);
    else if (isFields(item)) removeAt(item, rest);
    if (child.length === 0) delete value[field];
  } else if (Array.isArray(child)) {
    value[field] = child.filter((entry) => `v:${JSON.stringify(entry)}` !== next);
    if ((value[field] as Json[]).length === 0) delete value[field];
  } else if (isFields(child)) {
    removeAt(child, [next, ...rest]);
    if (Object.keys(child).length === 0) delete value[field];
  }
}
