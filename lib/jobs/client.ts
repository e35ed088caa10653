import { queryOptions } from "@tanstack/react-query";
import { read } from "#lib/platform/read.ts";
import type { Wire } from "#lib/platform/wire.ts";
import { type JobRow, runKeys } from "#lib/runs/client.ts";
import type { getJob } from "./queries.ts";

export type JobView = Wire<Extract<Awaited<ReturnType<(typeof getJob)["execute"]>>, { ok: true }>["data"]>;

/** The jobs of a project whose name holds the search, kept current with their last run by the project's event stream. */
export const jobsOptions = (project: string, search: string, initialData?: JobRow[]) =>
  queryOptions({
    queryKey: [...runKeys.project(project), "jobs", search],
    queryFn: ({ signal }) => read<JobRow[]>("job.list", { project, ...(search ? { search } : {}) }, signal),
    refetchInterval: 30_000,
    ...(initialData ? { initialData } : {}),
  });

/** The job as it is now, asked anew each time: what somebody else may have saved meanwhile. */
export const readJob = (jobId: string) => read<JobView>("job.get", { jobId });
