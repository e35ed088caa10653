import { codeOf } from "#lib/platform/errors.ts";
import { type AccessFinding, checkAccess, missingOf } from "./check-access.ts";
import { rbacYaml, subjectOf } from "./rbac-yaml.ts";
import type { ClusterSession } from "./session.ts";
import { isSystemNamespace } from "./system-namespace.ts";

export type ClusterReport = {
  version: string;
  /** What identifies it for life; null where Slipway may not read it, and so cannot register it. */
  uid: string | null;
  /** As whom the cluster knows Slipway; null where it is too old to say. */
  user: string | null;
  /** By name; null where Slipway may not list them. */
  namespaces: string[] | null;
  access: AccessFinding[];
  /** How many rights that are needed are missing everywhere. */
  missing: number;
  /** What to apply so that nothing is missing. */
  rbac: string;
};

/** Where a RoleBinding is to be made, when no namespace is known. */
const placeholder = "my-namespace";

/** What a connection finds: which cluster it is, what is in it, and what the credential may do there. Writes nothing. */
export async function reportOn(session: ClusterSession): Promise<ClusterReport> {
  // Who is not let in learns that from the first answer, and not from the tenth.
  const user = await session.whoAmI().then(({ name }) => name, unless("not-found"));
  const [version, uid, listed] = await Promise.all([
    session.version(),
    session.uid().then((uid) => uid, unless("denied")),
    session.list("Namespace").then(({ items }) => items.map(({ metadata }) => metadata?.name ?? ""), unless("denied")),
  ]);
  const namespaces = listed?.sort() ?? null;
  const access = await checkAccess(session, namespaces ?? []);
  const own = namespaces?.filter((name) => !isSystemNamespace(name) && name !== "default") ?? [];
  return {
    version,
    uid: uid ?? null,
    user: user ?? null,
    namespaces,
    access,
    missing: missingOf(access).length,
    rbac: rbacYaml(subjectOf(user || "slipway"), own.length > 0 ? own.slice(0, 3) : [placeholder]),
  };
}

const unless =
  (code: ReturnType<typeof codeOf>) =>
  (error: unknown): undefined => {
    if (codeOf(error) !== code) throw error;
  };
