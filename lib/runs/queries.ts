import { and, asc, desc, eq, ilike, inArray, lt, or, sql } from "drizzle-orm";
import { clusters, namespaces, serviceAccounts } from "#db/schema/clusters.ts";
import { jobs, jobVersions } from "#db/schema/jobs.ts";
import { users } from "#db/schema/people.ts";
import { runAttempts, runEvents, runLogs, runs } from "#db/schema/runs.ts";
import { can } from "#lib/access/policy.ts";
import { yamlOf } from "#lib/clusters/manifest-yaml.ts";
import { defineQuery } from "#lib/platform/query.ts";
import { findProject } from "#lib/projects/find-project.ts";
import { findRun } from "./find-run.ts";
import { eventInWords, reasonInWords } from "./reason-words.ts";
import { ListRunsInput, RunInput } from "./schema.ts";

const runColumns = {
  id: runs.id,
  state: runs.state,
  reason: runs.reason,
  reasonParams: runs.reasonParams,
  stopRequestedAt: runs.stopRequestedAt,
  attempt: runs.attempt,
  createdAt: runs.createdAt,
  finishedAt: runs.finishedAt,
  jobId: jobs.id,
  jobName: jobs.name,
  jobType: jobs.type,
  version: jobVersions.number,
  cluster: clusters.name,
  clusterType: clusters.type,
  residency: clusters.residency,
  namespace: namespaces.name,
  launchedBy: users.login,
};

/** The runs of a project, newest first, a page of `limit` after the cursor; `next` is the cursor of the following page. */
export const listRuns = defineQuery({
  name: "run.list",
  input: ListRunsInput,
  permission: "run:read",
  target: (ctx, { project }) => findProject(ctx, project),
  run: async ({ db, input: { filter, limit }, target }) => {
    const text = filter.search ? `%${filter.search.replace(/[\\%_]/g, "\\$&")}%` : undefined;
    const rows = await db
      .select(runColumns)
      .from(runs)
      .innerJoin(jobs, eq(jobs.id, runs.jobId))
      .innerJoin(jobVersions, eq(jobVersions.id, runs.jobVersionId))
      .innerJoin(clusters, eq(clusters.id, runs.clusterId))
      .innerJoin(namespaces, eq(namespaces.id, runs.namespaceId))
      .innerJoin(users, eq(users.id, runs.launchedBy))
      .where(
        and(
          eq(runs.projectId, target.projectId),
          filter.state.length > 0 ? inArray(runs.state, filter.state) : undefined,
          filter.cluster ? eq(clusters.name, filter.cluster) : undefined,
          filter.job ? eq(runs.jobId, filter.job) : undefined,
          filter.before ? lt(runs.id, filter.before) : undefined,
          text
            ? or(
                ilike(jobs.name, text),
                ilike(namespaces.name, text),
                ilike(users.login, text),
                sql`${runs.id}::text ilike ${text}`,
              )
            : undefined,
        ),
      )
      .orderBy(desc(runs.id))
      .limit(limit + 1);
    const page = rows.slice(0, limit).map(reasonInWords);
    return { runs: page, next: rows.length > limit ? (page.at(-1)?.id ?? null) : null };
  },
});

/** How many runs of a project are under way, for the rail. */
export const countActiveRuns = defineQuery({
  name: "run.count-active",
  input: ListRunsInput.pick({ project: true }),
  permission: "run:read",
  target: (ctx, { project }) => findProject(ctx, project),
  run: async ({ db, target }) =>
    db.$count(
      runs,
      and(eq(runs.projectId, target.projectId), inArray(runs.state, ["queued", "submitting", "pending", "running"])),
    ),
});

/** One run: state, story, provenance, where its logs are, and what the caller may do with it. */
export const getRun = defineQuery({
  name: "run.get",
  input: RunInput,
  permission: "run:read",
  target: (ctx, { runId }) => findRun(ctx, runId),
  run: async ({ ctx, db, target }) => {
    const [row] = await db
      .select({
        ...runColumns,
        serviceAccount: serviceAccounts.name,
        roleArn: serviceAccounts.roleArn,
        rerunOf: runs.rerunOf,
      })
      .from(runs)
      .innerJoin(jobs, eq(jobs.id, runs.jobId))
      .innerJoin(jobVersions, eq(jobVersions.id, runs.jobVersionId))
      .innerJoin(clusters, eq(clusters.id, runs.clusterId))
      .innerJoin(namespaces, eq(namespaces.id, runs.namespaceId))
      .innerJoin(serviceAccounts, eq(serviceAccounts.id, runs.serviceAccountId))
      .innerJoin(users, eq(users.id, runs.launchedBy))
      .where(eq(runs.id, target.id));
    const [events, attempts, archived] = await Promise.all([
      db.select().from(runEvents).where(eq(runEvents.runId, target.id)).orderBy(asc(runEvents.id)).limit(1000),
      db
        .select({
          number: runAttempts.number,
          batchJobName: runAttempts.batchJobName,
          podName: runAttempts.podName,
          manifests: runAttempts.manifests,
          archivedAt: runAttempts.archivedAt,
        })
        .from(runAttempts)
        .where(eq(runAttempts.runId, target.id))
        .orderBy(asc(runAttempts.number)),
      db
        .select({ attempt: runLogs.attempt, container: runLogs.container, sizeBytes: runLogs.sizeBytes })
        .from(runLogs)
        .where(eq(runLogs.runId, target.id)),
    ]);
    if (!row) throw new Error(`The run ${target.id} has lost a row it refers to`);
    return {
      ...reasonInWords(row),
      project: target.projectSlug,
      provenance: target.provenance,
      choices: target.choices,
      events: events.map(eventInWords),
      attempts: attempts.map(({ manifests, ...attempt }) => ({
        ...attempt,
        containers: containersOf(manifests),
        yaml: yamlOf(manifests),
      })),
      archived,
      mayStop: can(ctx.grants, "run:stop", target),
      mayLaunch: can(ctx.grants, "run:launch", target),
      mayReadLogs: can(ctx.grants, "log:read", target),
    };
  },
});

export type RunDetail = Extract<Awaited<ReturnType<(typeof getRun)["execute"]>>, { ok: true }>["data"];

type WithContainers = {
  spec?: { template?: { spec?: { initContainers?: { name: string }[]; containers?: { name: string }[] } } };
};

export function containersOf(manifests: object[]): string[] {
  const pod = (manifests[0] as WithContainers | undefined)?.spec?.template?.spec;
  return [...(pod?.initContainers ?? []), ...(pod?.containers ?? [])].map((container) => container.name);
}
