import { queryOptions } from "@tanstack/react-query";
import { read } from "#lib/platform/read.ts";
import type { Answer, Wire } from "#lib/platform/wire.ts";
import type { explainAccessOf } from "./explain-queries.ts";
import type { getProjectUses } from "./project-uses.ts";

export type UsesView = Wire<Answer<typeof getProjectUses>>;
export type UsedClusterView = UsesView["clusters"][number];
export type UsedNamespaceView = UsedClusterView["namespaces"][number];
export type ExplainedView = Wire<Answer<typeof explainAccessOf>>;
export type StepView = ExplainedView["abilities"][number]["because"][number];

/** News of changes invalidate everything that begins with `access`; an end that comes by itself makes no news. */
const agesMs = 30_000;

export const projectUsesOptions = (project: string, initialData?: UsesView) =>
  queryOptions({
    queryKey: ["access", "uses", project],
    queryFn: ({ signal }) => read<UsesView>("project.uses", { project }, signal),
    refetchInterval: agesMs,
    ...(initialData ? { initialData } : {}),
  });

/** Of oneself, where nobody is named. */
export const explainedOptions = (project: string, user: string | null, initialData?: ExplainedView) =>
  queryOptions({
    queryKey: ["access", "explained", project, user],
    queryFn: ({ signal }) => read<ExplainedView>("access.explain", { project, ...(user ? { user } : {}) }, signal),
    refetchInterval: agesMs,
    ...(initialData ? { initialData } : {}),
  });
