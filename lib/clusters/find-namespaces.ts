import type { Database } from "#db/client.ts";
import { codeOf, SlipwayError } from "#lib/platform/errors.ts";
import { log } from "#lib/platform/log.ts";
import { say, says } from "#lib/platform/say.ts";
import type { V1Namespace, V1ResourceQuota } from "./kubernetes-objects.ts";
import { type QuotaLine, quotaLines } from "./namespace-quota.ts";
import { openCluster } from "./open-cluster.ts";
import type { ClusterSession } from "./session.ts";

/** A page does not wait longer for a cluster. */
const patience = { timeoutMs: 4000 };

export type FoundNamespaces = {
  session: ClusterSession;
  /** Name → `Active` or `Terminating`. */
  phases: Map<string, string>;
  /** Why these are not all: Slipway's account there may not list, and those that are known were looked up by name. */
  problem: string | null;
};

/** The namespaces that a cluster has at this moment, or why it did not say. */
export async function findNamespaces(
  db: Database,
  clusterId: string,
  known: string[],
): Promise<FoundNamespaces | { phases: null; problem: string }> {
  try {
    const { session } = await openCluster(db, clusterId);
    return { session, ...(await phasesOf(session, known)) };
  } catch (error) {
    if (!(error instanceof SlipwayError)) log.error({ err: error, clusterId }, "namespaces could not be listed");
    const problem = error instanceof SlipwayError ? error.publicMessage : say(says("cluster-not-asked"));
    return { phases: null, problem };
  }
}

async function phasesOf(session: ClusterSession, known: string[]) {
  const phaseOf = (namespace: V1Namespace) => namespace.status?.phase ?? "Active";
  try {
    const { items } = await session.list("Namespace", patience);
    return { phases: new Map(items.map((each) => [each.metadata?.name ?? "", phaseOf(each)])), problem: null };
  } catch (error) {
    if (!(error instanceof SlipwayError) || error.code !== "denied") throw error;
    const found = await Promise.all(known.map((name) => session.get("Namespace", undefined, name, patience)));
    const phases = new Map(
      found.flatMap((each) => (each ? [[each.metadata?.name ?? "", phaseOf(each)] as const] : [])),
    );
    return { phases, problem: error.publicMessage };
  }
}

/** How much of the quotas of some namespaces is used; of those that Slipway's account may not see, nothing is said. */
export async function readQuotas(session: ClusterSession, names: string[]): Promise<Map<string, QuotaLine[]>> {
  // One namespace is asked for itself: the whole cluster's may be many.
  const all = names.length === 1 ? undefined : await everyQuota(session);
  if (all) return new Map(names.map((name) => [name, quotaLines(all.get(name) ?? [])]));
  const each = await Promise.all(names.map(async (name) => [name, await quotaOf(session, name)] as const));
  return new Map(each.flatMap(([name, lines]) => (lines ? [[name, lines] as const] : [])));
}

async function everyQuota(session: ClusterSession): Promise<Map<string, V1ResourceQuota[]> | undefined> {
  const items = await session.list("ResourceQuota", patience).then(({ items }) => items, unlessDenied);
  return items && Map.groupBy(items, ({ metadata }) => metadata?.namespace ?? "");
}

const quotaOf = (session: ClusterSession, namespace: string): Promise<QuotaLine[] | undefined> =>
  session.list("ResourceQuota", { namespace, ...patience }).then(({ items }) => quotaLines(items), unlessDenied);

function unlessDenied(error: unknown): undefined {
  if (codeOf(error) !== "denied") throw error;
}
