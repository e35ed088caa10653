import { eq } from "drizzle-orm";
import { z } from "zod";
import { clusters } from "#db/schema/clusters.ts";
import { codeOf, notFound } from "#lib/platform/errors.ts";
import { log } from "#lib/platform/log.ts";
import { ListInput, pageOf } from "#lib/platform/page.ts";
import { defineQuery } from "#lib/platform/query.ts";
import { type FoundNamespaces, findNamespaces, readQuotas } from "./find-namespaces.ts";
import { type KnownNamespace, knownNamespaces, type NamespaceGrant } from "./known-namespaces.ts";
import type { QuotaLine } from "./namespace-quota.ts";
import { isSystemNamespace } from "./system-namespace.ts";

export type NamespaceRow = {
  name: string;
  /** In Slipway; null where only the cluster knows it. */
  id: string | null;
  isSystem: boolean;
  /** `gone` where Slipway knows it and the cluster does not; `unknown` where the cluster did not answer. */
  state: "there" | "ending" | "gone" | "unknown";
  owner: KnownNamespace["owner"];
  grants: NamespaceGrant[];
  /** null where it could not be read. */
  quota: QuotaLine[] | null;
};
type Joined = Omit<NamespaceRow, "quota">;

/**
 * The namespaces of a cluster as found there at this moment, with what Slipway knows of each. Of a cluster that does not answer those that
 * are known, with the `problem`.
 */
export const listNamespaces = defineQuery({
  name: "namespace.list",
  input: ListInput.extend({ clusterId: z.uuid() }),
  permission: "cluster:read",
  target: async ({ db }, { clusterId }) => {
    const [cluster] = await db.select({ id: clusters.id }).from(clusters).where(eq(clusters.id, clusterId));
    if (!cluster) throw notFound("no-cluster");
    return { projectId: null };
  },
  run: async ({ db, input }) => {
    const known = await knownNamespaces(db, input.clusterId);
    const found = await findNamespaces(
      db,
      input.clusterId,
      known.map(({ name }) => name),
    );
    const search = input.search.trim().toLowerCase();
    const all = join(known, found.phases).filter((row) => textOf(row).includes(search));
    const { limit, offset } = pageOf(input);
    const rows = all.sort(by(input.sort)).slice(offset, offset + limit);
    const quotas = found.phases ? await quotasOf(found, rows) : undefined;
    return {
      rows: rows.map((row): NamespaceRow => ({ ...row, quota: quotas?.get(row.name) ?? null })),
      total: all.length,
      problem: found.problem,
    };
  },
});
export type NamespacePage = Extract<Awaited<ReturnType<(typeof listNamespaces)["execute"]>>, { ok: true }>["data"];

function join(known: KnownNamespace[], phases: Map<string, string> | null): Joined[] {
  const byName = new Map(known.map((each) => [each.name, each]));
  const names = new Set([...byName.keys(), ...(phases?.keys() ?? [])]);
  return [...names].map((name) => {
    const { id = null, owner = null, grants = [] } = byName.get(name) ?? {};
    const phase = phases?.get(name);
    const state = !phases ? "unknown" : !phase ? "gone" : phase === "Terminating" ? "ending" : "there";
    return { name, id, isSystem: isSystemNamespace(name), state, owner, grants };
  });
}

const textOf = ({ name, owner, grants }: Joined) =>
  [name, owner?.slug, ...grants.map(({ slug }) => slug)].join(" ").toLowerCase();

/** The cluster's own come last, however the others are sorted. */
const by = (sort: string | null) => {
  const direction = sort?.startsWith("-") ? -1 : 1;
  const key = ({ name, owner }: Joined) => (sort?.endsWith("owner") ? `${owner?.slug ?? "~"} ${name}` : name);
  return (a: Joined, b: Joined) =>
    Number(a.isSystem) - Number(b.isSystem) || direction * (key(a) < key(b) ? -1 : key(a) > key(b) ? 1 : 0);
};

/** A quota that could not be read is no reason to hide the namespaces. */
async function quotasOf({ session }: FoundNamespaces, rows: Joined[]): Promise<Map<string, QuotaLine[]> | undefined> {
  const names = rows.filter(({ state }) => state !== "gone").map(({ name }) => name);
  try {
    return await readQuotas(session, names);
  } catch (error) {
    log.warn({ code: codeOf(error), cluster: session.cluster }, "the quotas of a cluster could not be read");
    return undefined;
  }
}
