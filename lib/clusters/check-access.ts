import { type AccessPurpose, type RequiredAccess, requiredAccess } from "./required-access.ts";
import type { ClusterSession } from "./session.ts";
import { isSystemNamespace } from "./system-namespace.ts";

/** Namespaces that are asked about one by one, where a right is not given in the whole cluster. */
const mostNamespaces = 20;
const atOnce = 8;

export type AccessFinding = {
  purpose: AccessPurpose;
  resource: string;
  verb: string;
  scope: RequiredAccess["scope"];
  optional: boolean;
  /** In the whole cluster, in some namespaces alone, or nowhere that was asked about. */
  allowed: "everywhere" | "somewhere" | "nowhere";
  /** Where, for `somewhere`. */
  namespaces: string[];
};

type Asked = Pick<ClusterSession, "canI">;

/**
 * Asks the cluster itself, by SelfSubjectAccessReview, for every right in `requiredAccess`. What jobs need is asked of the whole cluster first
 * and then of the namespaces found, since it need not be given elsewhere.
 * https://kubernetes.io/docs/reference/access-authn-authz/authorization/#checking-api-access
 */
export async function checkAccess(session: Asked, found: readonly string[]): Promise<AccessFinding[]> {
  const candidates = found.filter((name) => !isSystemNamespace(name)).slice(0, mostNamespaces);
  const rights = requiredAccess.flatMap((access) => access.verbs.map((verb) => ({ ...access, verb })));
  return inTurn(rights, async ({ purpose, resource, verb, scope, optional, group }): Promise<AccessFinding> => {
    const finding = { purpose, resource, verb, scope, optional };
    const ask = (namespace?: string) => session.canI(verb, resource, namespace, group);
    if (await ask()) return { ...finding, allowed: "everywhere", namespaces: [] };
    if (scope === "cluster") return { ...finding, allowed: "nowhere", namespaces: [] };
    const namespaces: string[] = [];
    for (const namespace of candidates) if (await ask(namespace)) namespaces.push(namespace);
    return { ...finding, allowed: namespaces.length > 0 ? "somewhere" : "nowhere", namespaces };
  });
}

/** Whether jobs can run with what was found: nothing that is needed is missing everywhere. */
export const missingOf = (findings: readonly AccessFinding[]): AccessFinding[] =>
  findings.filter(({ allowed, optional }) => allowed === "nowhere" && !optional);

/** Results in the order of the items, a few at a time. */
async function inTurn<T, R>(items: readonly T[], work: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  const queue = items.entries();
  const worker = async () => {
    for (const [at, item] of queue) results[at] = await work(item);
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, items.length) }, worker));
  return results;
}
