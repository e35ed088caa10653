import type { KubeObject } from "./object.ts";
import { badRequest } from "./status.ts";

type Matcher = (object: KubeObject) => boolean;
type Requirement = (labels: Record<string, string>) => boolean;

const key = "[A-Za-z0-9]([A-Za-z0-9._/-]*[A-Za-z0-9])?";
const value = "[A-Za-z0-9._-]*";
const setBased = new RegExp(String.raw`^(${key})\s+(in|notin)\s*\(([^)]*)\)$`);
const equality = new RegExp(String.raw`^(${key})\s*(==|=|!=)\s*(${value})$`);
const exists = new RegExp(String.raw`^(!?)\s*(${key})$`);

/** `a=b,c!=d,e in (f,g),h notin (i),j,!k`: https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#label-selectors */
export function labelSelector(text: string | undefined): Matcher {
  if (!text?.trim()) return () => true;
  const requirements = text.split(/,(?![^(]*\))/).map((part) => requirement(part.trim()));
  return ({ metadata }) => requirements.every((holds) => holds(metadata.labels ?? {}));
}

function requirement(part: string): Requirement {
  const set = setBased.exec(part);
  if (set) {
    const [, name = "", , operator] = set;
    const values = (set[4] ?? "").split(",").map((entry) => entry.trim());
    return operator === "in"
      ? (labels) => name in labels && values.includes(labels[name] ?? "")
      : (labels) => !(name in labels) || !values.includes(labels[name] ?? "");
  }
  const equal = equality.exec(part);
  if (equal) {
    const [, name = "", , operator, wanted = ""] = equal;
    return operator === "!=" ? (labels) => labels[name] !== wanted : (labels) => labels[name] === wanted;
  }
  const present = exists.exec(part);
  if (present) {
    const [, not, name = ""] = present;
    return (labels) => name in labels !== (not === "!");
  }
  const found = part.split(/\s+/)[1] ?? "";
  throw badRequest(`unable to parse requirement: found '${found}', expected: in, notin, =, ==, !=, gt, lt`);
}

const selectable: Record<string, string[]> = {
  pods: [
    "spec.nodeName",
    "spec.restartPolicy",
    "spec.schedulerName",
    "spec.serviceAccountName",
    "spec.hostNetwork",
    "status.phase",
    "status.podIP",
    "status.nominatedNodeName",
  ],
  events: [
    "involvedObject.kind",
    "involvedObject.namespace",
    "involvedObject.name",
    "involvedObject.uid",
    "involvedObject.apiVersion",
    "involvedObject.resourceVersion",
    "involvedObject.fieldPath",
    "reason",
    "reportingComponent",
    "source",
    "type",
  ],
  secrets: ["type"],
  namespaces: ["status.phase"],
  nodes: ["spec.unschedulable"],
  "jobs.batch": ["status.successful"],
  services: ["spec.clusterIP", "spec.type"],
};

/** `a=b,c!=d` over the fields the server can select by; another field is 400. */
export function fieldSelector(text: string | undefined, resource: string): Matcher {
  if (!text?.trim()) return () => true;
  const known = ["metadata.name", "metadata.namespace", ...(selectable[resource] ?? [])];
  const terms = text.split(",").map((part) => {
    const [, field = "", operator, wanted = ""] = /^([^!=]+)(==|=|!=)(.*)$/.exec(part) ?? [];
    if (!operator) throw badRequest(`invalid selector: '${text}'; can't understand '${part}'`);
    if (!known.includes(field)) throw badRequest(unsupported(field, resource));
    return (object: KubeObject) => (fieldValue(object, field) === wanted) !== (operator === "!=");
  });
  return (object) => terms.every((holds) => holds(object));
}

function unsupported(field: string, resource: string): string {
  if (resource === "jobs.batch") return `field label "${field}" not supported for Job`;
  if (resource in selectable) return `field label not supported: ${field}`;
  return `"${field}" is not a known field selector: only "metadata.name", "metadata.namespace"`;
}

function fieldValue(object: KubeObject, field: string): string {
  if (field === "source") return fieldValue(object, "source.component") || fieldValue(object, "reportingComponent");
  let at: unknown = object;
  for (const step of field.split(".")) at = (at as Record<string, unknown> | undefined)?.[step];
  return at === undefined || at === null ? (/hostNetwork|unschedulable/.test(field) ? "false" : "") : String(at);
}
