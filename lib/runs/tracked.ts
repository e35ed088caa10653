import { and, asc, eq } from "drizzle-orm";
import type { Database } from "#db/client.ts";
import { namespaces } from "#db/schema/clusters.ts";
import { jobs } from "#db/schema/jobs.ts";
import { projects } from "#db/schema/people.ts";
import { runAttempts, runs } from "#db/schema/runs.ts";
import type { ClusterSession } from "#lib/clusters/session.ts";
import type { JobType } from "#lib/jobs/job-type.ts";
import { findJobType } from "#lib/jobs/types/registry.ts";
import type { Attempt } from "./attempts.ts";
import type { ClusterView } from "./cluster-view.ts";
import type { LogStore } from "./log-store.ts";
import type { Run } from "./transition.ts";

/** One cluster under a tracker's eyes. */
export type Tracked = {
  db: Database;
  clusterId: string;
  session: Pick<ClusterSession, "get" | "list" | "remove" | "podLog">;
  view: ClusterView;
  logStore: LogStore | undefined;
  /** What was told last of each attempt, so that the same is not written with every event. */
  told: Map<string, string>;
  signal: AbortSignal;
};

/** One attempt of a run with what is needed to look after it. */
export type TrackedAttempt = { run: Run; attempt: Attempt; namespace: string; project: string; jobType: JobType };

/** All attempts of a run of this cluster, oldest first; none for a run that this Slipway does not know. */
export async function loadAttempts({ db, clusterId }: Tracked, runId: string): Promise<TrackedAttempt[]> {
  const rows = await db
    .select({
      run: runs,
      attempt: runAttempts,
      namespace: namespaces.name,
      project: projects.slug,
      jobType: jobs.type,
    })
    .from(runs)
    .innerJoin(runAttempts, eq(runAttempts.runId, runs.id))
    .innerJoin(namespaces, eq(namespaces.id, runs.namespaceId))
    .innerJoin(projects, eq(projects.id, runs.projectId))
    .innerJoin(jobs, eq(jobs.id, runs.jobId))
    .where(and(eq(runs.id, runId), eq(runs.clusterId, clusterId)))
    .orderBy(asc(runAttempts.number));
  return rows.flatMap(({ jobType: name, ...row }) => {
    const jobType = findJobType(name);
    return jobType ? [{ ...row, jobType }] : [];
  });
}

export const refOf = ({ run, attempt }: TrackedAttempt) => ({ runId: run.id, attempt: attempt.number });
