import { label } from "#lib/jobs/job-names.ts";
import { canonicalJson, sha256Hex } from "#lib/platform/crypto.ts";
import type { V1ServiceAccount } from "./kubernetes-objects.ts";
import { yamlOf } from "./manifest-yaml.ts";

/** A service account as Slipway has it registered. */
export type RegisteredAccount = {
  namespace: string;
  name: string;
  projectSlug: string;
  /** What its type of cluster wants it to carry. */
  annotations: Record<string, string | null>;
};

/** `wanted` is null for an annotation that must not be there. */
export type Difference = { annotation: string; wanted: string | null; found: string | null };
/** Why Slipway leaves an object of this name alone. */
export type Blocked =
  | { code: "managed-elsewhere"; manager: string }
  | { code: "another-project"; project: string }
  | { code: "being-deleted" };
export type ServiceAccountPlan = {
  action: "create" | "repair" | "none";
  differences: Difference[];
  blocked: Blocked | null;
  /** What would be sent: the whole object, or of one that is there only what changes. */
  manifest: V1ServiceAccount;
  yaml: string;
  /** Names what was seen and what would be done about it: an apply that names another is refused. */
  hash: string;
};

/** What it takes to have a service account in its cluster as it is registered. Pure; annotations and labels of others stay as they are. */
export function planServiceAccount(wanted: RegisteredAccount, found: V1ServiceAccount | undefined): ServiceAccountPlan {
  const differences = Object.entries(wanted.annotations)
    .map(([annotation, value]) => ({
      annotation,
      wanted: value,
      found: found?.metadata?.annotations?.[annotation] ?? null,
    }))
    .filter((each) => each.found !== each.wanted);
  const action = found === undefined ? "create" : differences.length > 0 ? "repair" : "none";
  const manifest = action === "create" ? wholeOf(wanted) : changeOf(wanted, differences);
  const blocked = found ? blockOf(wanted, found) : null;
  const seen = found?.metadata && { uid: found.metadata.uid, resourceVersion: found.metadata.resourceVersion };
  const hash = sha256Hex(canonicalJson({ action, manifest, seen: seen ?? null }));
  return { action, differences, blocked, manifest, yaml: yamlOf([manifest]), hash };
}

const identity = ({ namespace, name }: RegisteredAccount) => ({
  apiVersion: "v1",
  kind: "ServiceAccount",
  name,
  namespace,
});

/** Pods get no token of it for the cluster's own API: Slipway's mount what they need by themselves. */
function wholeOf(wanted: RegisteredAccount): V1ServiceAccount {
  const { apiVersion, kind, ...named } = identity(wanted);
  const labels = { [label.managedBy]: "slipway", [label.project]: wanted.projectSlug };
  const annotations = Object.fromEntries(
    Object.entries(wanted.annotations).flatMap(([name, value]) => (value === null ? [] : [[name, value]])),
  );
  const metadata = { ...named, labels, ...(Object.keys(annotations).length > 0 && { annotations }) };
  return { apiVersion, kind, metadata, automountServiceAccountToken: false };
}

function changeOf(wanted: RegisteredAccount, differences: Difference[]): V1ServiceAccount {
  const { apiVersion, kind, ...named } = identity(wanted);
  // A merge patch: null takes an annotation away, for which the type of a whole object has no word.
  const annotations = Object.fromEntries(differences.map((each) => [each.annotation, each.wanted]));
  return { apiVersion, kind, metadata: { ...named, annotations } } as V1ServiceAccount;
}

function blockOf(wanted: RegisteredAccount, { metadata }: V1ServiceAccount): Blocked | null {
  if (metadata?.deletionTimestamp) return { code: "being-deleted" };
  const project = metadata?.labels?.[label.project];
  if (project !== undefined && project !== wanted.projectSlug) return { code: "another-project", project };
  const manager = metadata?.labels?.[label.managedBy];
  if (manager !== undefined && manager !== "slipway") return { code: "managed-elsewhere", manager };
  return null;
}
