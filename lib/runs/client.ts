import { queryOptions } from "@tanstack/react-query";
import type { listJobs } from "#lib/jobs/queries.ts";
import { read } from "#lib/platform/read.ts";
import type { Answer, Wire } from "#lib/platform/wire.ts";
import type { listRuns, RunDetail } from "./queries.ts";
import type { RunFilter } from "./schema.ts";

export type RunView = Wire<RunDetail>;
export type RunPage = Wire<Answer<typeof listRuns>>;
export type RunRow = RunPage["runs"][number];
export type JobRow = Wire<Answer<typeof listJobs>>[number];

/** News come as events; this is for when none can come. */
const fallbackMs = 30_000;

/** What the server put into the page shows at once, and is read anew: news that came before the page listened were heard by nobody. */
const fromPage = <Data>(initialData: Data | undefined) =>
  initialData === undefined ? {} : { initialData, initialDataUpdatedAt: 0 };

export const runKeys = {
  one: (runId: string) => ["run", runId] as const,
  /** Everything that lists or counts the runs of a project. */
  project: (project: string) => ["runs", project] as const,
};

export const runOptions = (runId: string, initialData?: RunView) =>
  queryOptions({
    queryKey: runKeys.one(runId),
    queryFn: ({ signal }) => read<RunView>("run.get", { runId }, signal),
    refetchInterval: ({ state }) => (state.data?.finishedAt ? false : fallbackMs),
    ...fromPage(initialData),
  });

export const runsOptions = (project: string, filter: RunFilter, limit: number, initialData?: RunPage) =>
  queryOptions({
    queryKey: [...runKeys.project(project), "list", filter, limit],
    queryFn: ({ signal }) => read<RunPage>("run.list", { project, filter, limit }, signal),
    refetchInterval: fallbackMs,
    ...fromPage(initialData),
  });

export const activeRunsOptions = (project: string, initialData?: number) =>
  queryOptions({
    queryKey: [...runKeys.project(project), "active"],
    queryFn: ({ signal }) => read<number>("run.count-active", { project }, signal),
    refetchInterval: fallbackMs,
    ...fromPage(initialData),
  });

export const jobsAtAGlanceOptions = (project: string, initialData?: JobRow[]) =>
  queryOptions({
    queryKey: [...runKeys.project(project), "jobs"],
    queryFn: ({ signal }) => read<JobRow[]>("job.list", { project }, signal),
    refetchInterval: fallbackMs,
    ...fromPage(initialData),
  });
