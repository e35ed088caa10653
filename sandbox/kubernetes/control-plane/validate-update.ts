import { isDeepStrictEqual } from "node:util";
import type { Job, KubeObject, Pod } from "./object.ts";
import { type FieldError, forbiddenField, invalidValue } from "./status.ts";

/** What an update may not change, in the server's words. */
export function validateUpdate(resource: string, object: KubeObject, old: KubeObject): FieldError[] {
  return rules[resource]?.(object, old) ?? [];
}

const immutable = (field: string, value: unknown, old: unknown): FieldError[] =>
  isDeepStrictEqual(value, old) ? [] : [invalidValue(field, value ?? null, "field is immutable")];

const rules: Record<string, (object: KubeObject, old: KubeObject) => FieldError[]> = {
  "jobs.batch": (object, old) => {
    const [next, previous] = [(object as Job).spec, (old as Job).spec];
    return (["template", "selector", "completions", "completionMode", "podFailurePolicy"] as const).flatMap((field) =>
      immutable(`spec.${field}`, next[field], previous[field]),
    );
  },
  pods: (object, old) => {
    const mask = ({ spec }: Pod) => ({
      ...spec,
      containers: spec.containers.map(({ image: _, ...rest }) => rest),
      initContainers: (spec.initContainers ?? []).map(({ image: _, ...rest }) => rest),
      activeDeadlineSeconds: undefined,
      tolerations: undefined,
      terminationGracePeriodSeconds: undefined,
    });
    const fields = [
      "`spec.containers[*].image`",
      "`spec.initContainers[*].image`",
      "`spec.activeDeadlineSeconds`",
      "`spec.tolerations` (only additions to existing tolerations)",
      "`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)",
    ];
    return isDeepStrictEqual(mask(object as Pod), mask(old as Pod))
      ? []
      : [forbiddenField("spec", `pod updates may not change fields other than ${fields.join(",")}`)];
  },
  secrets: (object, old) => [...immutable("type", object.type, old.type), ...frozen(object, old)],
  configmaps: frozen,
  "rolebindings.rbac.authorization.k8s.io": roleRef,
  "clusterrolebindings.rbac.authorization.k8s.io": roleRef,
};

function roleRef(object: KubeObject, old: KubeObject): FieldError[] {
  return isDeepStrictEqual(object.roleRef, old.roleRef)
    ? []
    : [invalidValue("roleRef", object.roleRef, "cannot change roleRef")];
}

function frozen(object: KubeObject, old: KubeObject): FieldError[] {
  if (old.immutable !== true) return [];
  return isDeepStrictEqual(object.data, old.data) && object.immutable === true
    ? []
    : [forbiddenField("data", "field is immutable when `immutable` is set")];
}
