import { and, asc, count, desc, eq, inArray, isNotNull, isNull, sql } from "drizzle-orm";
import { z } from "zod";
import type { Database, Transaction } from "#db/client.ts";
import { cloudAccounts, cloudResources } from "#db/schema/cloud.ts";
import { clusters, namespaceGrants, namespaces, serviceAccounts } from "#db/schema/clusters.ts";
import { jobs } from "#db/schema/jobs.ts";
import { projects } from "#db/schema/people.ts";
import { runAttempts, runs } from "#db/schema/runs.ts";
import { notFound } from "#lib/platform/errors.ts";
import { defineQuery } from "#lib/platform/query.ts";
import { activeStates } from "#lib/runs/run-states.ts";

/** Shown of each; the counts are of all. */
const shown = 50;

/** What still leads to a cluster: looked at before it is retired. */
export const clusterUses = defineQuery({
  name: "cluster.uses",
  input: z.strictObject({ clusterId: z.uuid() }),
  permission: "cluster:read",
  target: async ({ db }, { clusterId }) => {
    const [cluster] = await db.select().from(clusters).where(eq(clusters.id, clusterId));
    if (!cluster) throw notFound("no-cluster");
    return { projectId: null, cluster };
  },
  run: async ({ db, target: { cluster } }) => {
    const { id } = cluster;
    const [active, granted, accounts, launched, [bucket], [all], [unkept]] = await Promise.all([
      activeRunsOf(db, id),
      db
        .select({ namespace: namespaces.name, project: projects.slug })
        .from(namespaces)
        .innerJoin(namespaceGrants, eq(namespaceGrants.namespaceId, namespaces.id))
        .innerJoin(projects, eq(projects.id, namespaceGrants.projectId))
        .where(
          and(
            eq(namespaces.clusterId, id),
            sql`(${namespaceGrants.expiresAt} is null or ${namespaceGrants.expiresAt} > now())`,
          ),
        )
        .orderBy(asc(namespaces.name), asc(projects.slug)),
      db
        .select({
          id: serviceAccounts.id,
          name: serviceAccounts.name,
          namespace: namespaces.name,
          project: projects.slug,
        })
        .from(serviceAccounts)
        .innerJoin(namespaces, eq(namespaces.id, serviceAccounts.namespaceId))
        .innerJoin(projects, eq(projects.id, serviceAccounts.projectId))
        .where(eq(serviceAccounts.clusterId, id))
        .orderBy(asc(namespaces.name), asc(serviceAccounts.name)),
      lastLaunchedThere(db, id),
      db
        .select({ name: cloudResources.name, account: cloudAccounts.name })
        .from(cloudResources)
        .innerJoin(cloudAccounts, eq(cloudAccounts.id, cloudResources.cloudAccountId))
        .where(eq(cloudResources.id, cluster.logBucketId ?? id)),
      db.select({ runs: count() }).from(runs).where(eq(runs.clusterId, id)),
      db
        .select({ runs: sql<number>`count(distinct ${runs.id})::int` })
        .from(runs)
        .innerJoin(runAttempts, eq(runAttempts.runId, runs.id))
        .where(and(eq(runs.clusterId, id), isNotNull(runs.finishedAt), isNull(runAttempts.archivedAt))),
    ]);
    return {
      activeRuns: active.slice(0, shown),
      activeRunCount: active.length,
      namespaces: granted.slice(0, shown),
      namespaceCount: granted.length,
      serviceAccounts: accounts.slice(0, shown),
      serviceAccountCount: accounts.length,
      jobs: launched.slice(0, shown),
      jobCount: launched.length,
      logBucket: bucket ?? null,
      runCount: all?.runs ?? 0,
      /** Ended runs whose logs are in the cluster alone: they are lost with it. */
      unkeptLogCount: unkept?.runs ?? 0,
    };
  },
});

/** Runs that have not ended, newest first, with their project and job. */
export const activeRunsOf = (db: Database | Transaction, clusterId: string) =>
  db
    .select({ id: runs.id, project: projects.slug, job: jobs.name, state: runs.state })
    .from(runs)
    .innerJoin(projects, eq(projects.id, runs.projectId))
    .innerJoin(jobs, eq(jobs.id, runs.jobId))
    .where(and(eq(runs.clusterId, clusterId), inArray(runs.state, activeStates)))
    .orderBy(desc(runs.id));

/** Jobs of which the newest run was there: what their people will miss. */
const lastLaunchedThere = (db: Database, clusterId: string) => {
  const newest = db
    .selectDistinctOn([jobs.id], { id: jobs.id, name: jobs.name, project: projects.slug, clusterId: runs.clusterId })
    .from(runs)
    .innerJoin(jobs, eq(jobs.id, runs.jobId))
    .innerJoin(projects, eq(projects.id, jobs.projectId))
    .orderBy(jobs.id, desc(runs.id))
    .as("newest");
  return db
    .select({ id: newest.id, name: newest.name, project: newest.project })
    .from(newest)
    .where(eq(newest.clusterId, clusterId))
    .orderBy(asc(newest.project), asc(newest.name));
};
