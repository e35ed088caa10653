import { type Pair, stringify } from "yaml";

const firstKeys = ["apiVersion", "kind", "metadata", "name", "namespace", "image", "command", "args"];

/** jsonb keeps no order of keys, so what was applied and what will be are both given the one in which people write manifests. */
function asWritten({ key: a }: Pair, { key: b }: Pair): number {
  const place = (key: unknown) => (firstKeys.includes(String(key)) ? firstKeys.indexOf(String(key)) : firstKeys.length);
  return place(a) - place(b) || (String(a) < String(b) ? -1 : 1);
}

/** Manifests as one YAML stream, as `kubectl apply` would take it. */
export const yamlOf = (manifests: object[]): string =>
  manifests
    .map((manifest) => stringify(manifest, { lineWidth: 0, aliasDuplicateObjects: false, sortMapEntries: asWritten }))
    .join("---\n");
