import type { Route } from "next";

export const newJobHref = (project: string): Route => `/projects/${project}/jobs/new`;
export const editJobHref = (project: string, jobId: string): Route => `/projects/${project}/jobs/${jobId}/edit`;
export const launchHref = (project: string, jobId: string): Route => `/projects/${project}/jobs/${jobId}/launch`;
