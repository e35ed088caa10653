import { and, asc, desc, eq, ilike, inArray, isNull, sql } from "drizzle-orm";
import { clusters, namespaces } from "#db/schema/clusters.ts";
import { jobs, jobVersions } from "#db/schema/jobs.ts";
import { users } from "#db/schema/people.ts";
import { runs } from "#db/schema/runs.ts";
import { can } from "#lib/access/policy.ts";
import { defineQuery } from "#lib/platform/query.ts";
import { findProject } from "#lib/projects/find-project.ts";
import { reasonInWords } from "#lib/runs/reason-words.ts";
import { findJob } from "./find-job.ts";
import { JobInput, ListJobsInput } from "./schema.ts";

const likeOf = (text: string) => `%${text.replace(/[\\%_]/g, "\\$&")}%`;

/** The jobs of a project by name, each with its newest version's number and its last run. */
export const listJobs = defineQuery({
  name: "job.list",
  input: ListJobsInput,
  permission: "job:read",
  target: (ctx, { project }) => findProject(ctx, project),
  run: async ({ db, input, target }) => {
    const rows = await db
      .select({ id: jobs.id, name: jobs.name, type: jobs.type, version: sql<number>`max(${jobVersions.number})::int` })
      .from(jobs)
      .innerJoin(jobVersions, eq(jobVersions.jobId, jobs.id))
      .where(
        and(
          eq(jobs.projectId, target.projectId),
          isNull(jobs.archivedAt),
          input.search ? ilike(jobs.name, likeOf(input.search)) : undefined,
        ),
      )
      .groupBy(jobs.id)
      .orderBy(asc(jobs.name))
      .limit(500);
    if (rows.length === 0) return [];
    const last = await db
      .selectDistinctOn([runs.jobId], {
        jobId: runs.jobId,
        id: runs.id,
        state: runs.state,
        reason: runs.reason,
        reasonParams: runs.reasonParams,
        createdAt: runs.createdAt,
        finishedAt: runs.finishedAt,
        cluster: clusters.name,
        residency: clusters.residency,
      })
      .from(runs)
      .innerJoin(clusters, eq(clusters.id, runs.clusterId))
      .where(
        inArray(
          runs.jobId,
          rows.map((row) => row.id),
        ),
      )
      .orderBy(runs.jobId, desc(runs.id));
    const lastOf = new Map(last.map(({ jobId, ...run }) => [jobId, reasonInWords(run)]));
    return rows.map((row) => ({ ...row, lastRun: lastOf.get(row.id) ?? null }));
  },
});

/** One job: what it runs, and where it ran last, which the launch form offers first. */
export const getJob = defineQuery({
  name: "job.get",
  input: JobInput,
  permission: "job:read",
  target: (ctx, { jobId }) => findJob(ctx, jobId),
  run: async ({ ctx, db, target }) => {
    const [last] = await db
      .select({
        runId: runs.id,
        clusterId: runs.clusterId,
        cluster: clusters.name,
        namespaceId: runs.namespaceId,
        namespace: namespaces.name,
        choices: runs.choices,
        createdAt: runs.createdAt,
      })
      .from(runs)
      .innerJoin(clusters, eq(clusters.id, runs.clusterId))
      .innerJoin(namespaces, eq(namespaces.id, runs.namespaceId))
      .where(eq(runs.jobId, target.jobId))
      .orderBy(desc(runs.id))
      .limit(1);
    const versions = await db
      .select({ id: jobVersions.id, number: jobVersions.number, createdAt: jobVersions.createdAt, by: users.login })
      .from(jobVersions)
      .innerJoin(users, eq(users.id, jobVersions.createdBy))
      .where(eq(jobVersions.jobId, target.jobId))
      .orderBy(desc(jobVersions.number))
      .limit(50);
    return {
      ...target,
      lastPlacement: last ?? null,
      versions,
      mayLaunch: can(ctx.grants, "run:launch", target),
      mayEdit: can(ctx.grants, "job:write", target),
    };
  },
});
