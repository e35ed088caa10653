import { queryOptions } from "@tanstack/react-query";
import type { ListInput } from "#lib/platform/page.ts";
import { read } from "#lib/platform/read.ts";
import type { Wire } from "#lib/platform/wire.ts";
import type { ClusterChoice } from "./choices.ts";
import type { NamespacePage } from "./namespace-list.ts";

export type NamespacePageView = Wire<NamespacePage>;
export type NamespaceView = NamespacePageView["rows"][number];
export type GrantView = NamespaceView["grants"][number];
export type QuotaView = NonNullable<NamespaceView["quota"]>[number];
export type ClusterChoiceView = Wire<ClusterChoice>;

export type NamespaceQuestion = ListInput & { clusterId: string };

/** The namespaces of a cluster; read anew as its quotas are used up, and when access changes. */
export const namespacesOptions = (question: NamespaceQuestion, initialData?: NamespacePageView) =>
  queryOptions({
    queryKey: ["admin", "namespaces", question.clusterId, question.search, question.sort, question.page],
    queryFn: ({ signal }) => read<NamespacePageView>("namespace.list", question, signal),
    refetchInterval: 30_000,
    ...(initialData ? { initialData } : {}),
  });
