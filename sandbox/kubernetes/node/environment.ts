import type { ObjectReader } from "./namespace-objects.ts";
import type { Container, EnvVar, Pod } from "./pod.ts";

/** A container whose configuration can't be made: the kubelet's CreateContainerConfigError, tried again later. */
export class ContainerConfigError extends Error {}

/**
 * The container's own variables in the order in which the kubelet makes them: envFrom, then env, with `$(NAME)` expanded.
 * https://kubernetes.io/docs/tasks/inject-data-application/define-interdependent-environment-variables/
 */
export async function makeEnvironment(o: {
  pod: Pod;
  container: Container;
  podIP: string;
  reader: ObjectReader;
  services: Record<string, string>;
}): Promise<Record<string, string>> {
  const result: Record<string, string> = {};
  for (const source of o.container.envFrom ?? []) {
    const isSecret = source.secretRef !== undefined;
    const ref = source.secretRef ?? source.configMapRef;
    if (!ref) continue;
    const contents = isSecret ? await o.reader.secret(ref.name) : await o.reader.configMap(ref.name);
    if (!contents && !ref.optional) throw new ContainerConfigError(notFound(isSecret, ref.name));
    for (const [key, value] of contents ?? []) result[(source.prefix ?? "") + key] = value.toString();
  }
  for (const variable of o.container.env ?? []) {
    const value = variable.valueFrom
      ? await resolveSource(variable.valueFrom, o)
      : expandVariables(variable.value ?? "", { ...o.services, ...result });
    if (value !== undefined) result[variable.name] = value;
  }
  return { ...o.services, ...result };
}

/** Expands `$(NAME)` where NAME is known; `$$(NAME)` stands for itself, an unknown name stays as it is. */
export function expandVariables(text: string, variables: Record<string, string>): string {
  return text.replace(/\$\$|\$\(([^)]*)\)/g, (found, name: string | undefined) => {
    if (name === undefined) return "$";
    return Object.hasOwn(variables, name) ? (variables[name] ?? "") : found;
  });
}

async function resolveSource(
  source: NonNullable<EnvVar["valueFrom"]>,
  o: { pod: Pod; container: Container; podIP: string; reader: ObjectReader },
): Promise<string | undefined> {
  if (source.fieldRef) return readField(o.pod, source.fieldRef.fieldPath, o.podIP);
  if (source.resourceFieldRef) {
    const [kind, resource] = source.resourceFieldRef.resource.split(".");
    const amounts = kind === "limits" ? o.container.resources?.limits : o.container.resources?.requests;
    return amounts?.[resource ?? ""] ?? "0";
  }
  const ref = source.secretKeyRef ?? source.configMapKeyRef;
  if (!ref) return undefined;
  const isSecret = source.secretKeyRef !== undefined;
  const contents = isSecret ? await o.reader.secret(ref.name) : await o.reader.configMap(ref.name);
  const value = contents?.get(ref.key);
  if (value) return value.toString();
  if (ref.optional) return undefined;
  if (!contents) throw new ContainerConfigError(notFound(isSecret, ref.name));
  const kind = isSecret ? "Secret" : "ConfigMap";
  throw new ContainerConfigError(`couldn't find key ${ref.key} in ${kind} ${o.pod.metadata.namespace}/${ref.name}`);
}

const notFound = (isSecret: boolean, name: string) => `${isSecret ? "secret" : "configmap"} "${name}" not found`;

/** A field of the downward API: https://kubernetes.io/docs/concepts/workloads/pods/downward-api/ */
export function readField(pod: Pod, fieldPath: string, podIP: string): string {
  const { metadata, spec } = pod;
  const keyed = /^metadata\.(labels|annotations)\['(.+)'\]$/.exec(fieldPath);
  if (keyed) return metadata[keyed[1] as "labels" | "annotations"]?.[keyed[2] ?? ""] ?? "";
  const all = (entries: Record<string, string> = {}) =>
    Object.entries(entries)
      .map(([key, value]) => `${key}=${JSON.stringify(value)}`)
      .join("\n");
  const fields: Record<string, string | undefined> = {
    "metadata.name": metadata.name,
    "metadata.namespace": metadata.namespace,
    "metadata.uid": metadata.uid,
    "metadata.labels": all(metadata.labels),
    "metadata.annotations": all(metadata.annotations),
    "spec.nodeName": spec.nodeName,
    "spec.serviceAccountName": spec.serviceAccountName,
    "status.hostIP": "127.0.0.1",
    "status.hostIPs": "127.0.0.1",
    "status.podIP": podIP,
    "status.podIPs": podIP,
  };
  return fields[fieldPath] ?? "";
}
