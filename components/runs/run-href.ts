import type { Route } from "next";

export const runsHref = (project: string) => `/projects/${project}/runs` as Route;
export const runHref = (project: string, runId: string) => `/projects/${project}/runs/${runId}` as Route;
export const jobsHref = (project: string) => `/projects/${project}/jobs` as Route;
export const jobHref = (project: string, jobId: string) => `/projects/${project}/jobs/${jobId}` as Route;

/** Enough of a run's id to tell it from others by eye: UUIDv7 ends in its random part. */
export const shortId = (runId: string): string => runId.slice(-8);
