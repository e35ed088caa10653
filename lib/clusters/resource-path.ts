import { invalid } from "#lib/platform/errors.ts";
import { type Kind, resources } from "./kubernetes-objects.ts";

/**
 * The API path of a kind's collection, or of one object of it; without a namespace a namespaced kind's collection is that of all namespaces.
 * An empty or path-like name is refused: `DELETE …/jobs/` would be asked of the collection.
 * https://kubernetes.io/docs/reference/using-api/api-concepts/#resource-uris
 */
export function resourcePath(kind: Kind, namespace: string | undefined, name?: string): string {
  const { apiVersion, plural, namespaced } = resources[kind];
  const root = apiVersion === "v1" ? "/api/v1" : `/apis/${apiVersion}`;
  const scope = namespaced && namespace !== undefined ? `/namespaces/${segment(namespace)}` : "";
  if (name !== undefined && namespaced && namespace === undefined) throw invalid("kind-needs-namespace", { kind });
  return `${root}${scope}/${plural}${name === undefined ? "" : `/${segment(name)}`}`;
}

function segment(name: string): string {
  if (!/^[A-Za-z0-9]([-_.:A-Za-z0-9]*[A-Za-z0-9])?$/.test(name)) throw invalid("not-kubernetes-name", { name });
  return encodeURIComponent(name);
}
