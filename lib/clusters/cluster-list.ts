import { and, count, eq, isNotNull, isNull, type SQL, sql } from "drizzle-orm";
import { z } from "zod";
import type { Database } from "#db/client.ts";
import { cloudAccounts } from "#db/schema/cloud.ts";
import { clusters } from "#db/schema/clusters.ts";
import { can } from "#lib/access/policy.ts";
import { notFound } from "#lib/platform/errors.ts";
import { ListInput, orderOf, pageOf, searchIn } from "#lib/platform/page.ts";
import { defineQuery } from "#lib/platform/query.ts";
import { say } from "#lib/platform/say.ts";

/** A worker tells every ten seconds that a cluster answers: this long without it is no accident any more. */
const staleAfter = sql`interval '45 seconds'`;

/** How a cluster stands, by the database's clock: `new` until a worker has seen it. */
const health = sql<"answers" | "trouble" | "stale" | "new" | "retired">`case
  when ${clusters.retiredAt} is not null then 'retired'
  when ${clusters.problem} is not null then 'trouble'
  when ${clusters.lastSeenAt} is null then 'new'
  when ${clusters.lastSeenAt} < now() - ${staleAfter} then 'stale'
  else 'answers' end`;

const columns = {
  id: clusters.id,
  name: clusters.name,
  type: clusters.type,
  region: clusters.region,
  residency: clusters.residency,
  account: cloudAccounts.name,
  serverVersion: clusters.serverVersion,
  health,
  problem: clusters.problem,
  /** When it last answered: what Slipway shows of it is as old as this. */
  lastSeenAt: clusters.lastSeenAt,
  retiredAt: clusters.retiredAt,
  namespaces: sql<number>`(select count(*)::int from namespaces where namespaces.cluster_id = ${clusters.id})`,
  activeRuns: sql<number>`(select count(*)::int from runs where runs.cluster_id = ${clusters.id} and runs.state in ('queued', 'submitting', 'pending', 'running'))`,
};

const clusterRows = (db: Database) =>
  db.select(columns).from(clusters).innerJoin(cloudAccounts, eq(cloudAccounts.id, clusters.cloudAccountId)).$dynamic();
/** A cluster with its trouble in words, in the language of whoever is spoken to. */
const inWords = ({ problem, ...cluster }: Awaited<ReturnType<typeof clusterRows>>[number]) => ({
  ...cluster,
  problem: problem && say(problem),
});
export type ClusterListRow = ReturnType<typeof inWords>;

/** The clusters with their health; the retired ones where they are asked for. */
export const listClusters = defineQuery({
  name: "cluster.list",
  input: ListInput.extend({ retired: z.boolean().default(false) }),
  permission: "cluster:read",
  target: async () => ({ projectId: null }),
  run: async ({ db, input }) => {
    const where: SQL | undefined = and(
      input.retired ? isNotNull(clusters.retiredAt) : isNull(clusters.retiredAt),
      searchIn(input.search, [clusters.name, clusters.region, cloudAccounts.name]),
    );
    const { limit, offset } = pageOf(input);
    const sortable = {
      name: clusters.name,
      region: clusters.region,
      account: cloudAccounts.name,
      lastSeenAt: clusters.lastSeenAt,
    };
    const [rows, [all]] = await Promise.all([
      clusterRows(db)
        .where(where)
        .orderBy(...orderOf(input.sort, sortable, clusters.id))
        .limit(limit)
        .offset(offset),
      db
        .select({ total: count() })
        .from(clusters)
        .innerJoin(cloudAccounts, eq(cloudAccounts.id, clusters.cloudAccountId))
        .where(where),
    ]);
    return { rows: rows.map(inWords), total: all?.total ?? 0 };
  },
});

/** One cluster by its name, with how it is reached; nothing secret. */
export const getCluster = defineQuery({
  name: "cluster.get",
  input: z.strictObject({ name: z.string() }),
  permission: "cluster:read",
  target: async ({ db }, { name }) => {
    const [cluster] = await clusterRows(db).where(eq(clusters.name, name));
    if (!cluster) throw notFound("no-cluster");
    return { projectId: null, cluster };
  },
  run: async ({ db, ctx, target: { cluster } }) => {
    const [row] = await db
      .select({
        uid: clusters.uid,
        cloudAccountId: clusters.cloudAccountId,
        config: clusters.config,
        hasCredential: sql<boolean>`${clusters.sealedCredential} is not null`,
        createdAt: clusters.createdAt,
        updatedAt: clusters.updatedAt,
      })
      .from(clusters)
      .where(eq(clusters.id, cluster.id));
    if (!row) throw notFound("no-cluster");
    const { config, ...more } = row;
    return {
      ...inWords(cluster),
      ...more,
      server: textOf(config.server),
      ca: textOf(config.ca),
      eksClusterName: textOf(config.eksClusterName),
      mayChange: can(ctx.grants, "cluster:write", { projectId: null }),
    };
  },
});

const textOf = (value: unknown): string | null => (typeof value === "string" ? value : null);
