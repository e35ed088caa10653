import type { Route } from "next";

export const newJobHref = (project: string) => `/projects/${project}/jobs/new` as Route;
export const editJobHref = (project: string, jobId: string) => `/projects/${project}/jobs/${jobId}/edit` as Route;
export const launchHref = (project: string, jobId: string) => `/projects/${project}/jobs/${jobId}/launch` as Route;
