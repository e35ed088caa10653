import type { Route } from "next";

export const clustersHref = "/admin/clusters" as Route;
export const newClusterHref = "/admin/clusters/new" as Route;
export const clusterHref = (name: string) => `/admin/clusters/${encodeURIComponent(name)}` as Route;
export const namespacesHref = (name: string) => `/admin/namespaces?cluster=${encodeURIComponent(name)}` as Route;
