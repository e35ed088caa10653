import { queryOptions } from "@tanstack/react-query";
import type { ListInput, ListPage } from "#lib/platform/page.ts";
import { read } from "#lib/platform/read.ts";
import type { Answer, Wire } from "#lib/platform/wire.ts";
import type { ClusterListRow, getCluster } from "./cluster-list.ts";
import type { ClusterReport } from "./cluster-report.ts";
import type { clusterUses } from "./cluster-uses.ts";
import type { inspectCluster } from "./inspect-cluster.ts";
import type { listEksClusters, registrationChoices } from "./registration.ts";

export type ClusterRowView = Wire<ClusterListRow>;
export type ClusterListView = ListPage<ClusterRowView>;
export type ClusterView = Wire<Answer<typeof getCluster>>;
export type ClusterUsesView = Wire<Answer<typeof clusterUses>>;
export type ClusterReportView = Wire<ClusterReport>;
export type RegistrationView = Wire<Answer<typeof registrationChoices>>;
export type ClusterQuestion = ListInput & { retired: boolean };

const root = ["admin", "clusters"] as const;
export const clusterKeys = { all: root };
/** A worker says every ten seconds how each cluster does. */
const refetchInterval = 10_000;

export const clustersOptions = (question: ClusterQuestion, initialData?: ClusterListView) =>
  queryOptions({
    queryKey: [...root, "list", question],
    queryFn: ({ signal }) => read<ClusterListView>("cluster.list", question, signal),
    refetchInterval,
    ...(initialData ? { initialData } : {}),
  });

export const clusterOptions = (name: string, initialData?: ClusterView) =>
  queryOptions({
    queryKey: [...root, "one", name],
    queryFn: ({ signal }) => read<ClusterView>("cluster.get", { name }, signal),
    refetchInterval,
    ...(initialData ? { initialData } : {}),
  });

export const clusterUsesOptions = (clusterId: string) =>
  queryOptions({
    queryKey: [...root, "uses", clusterId],
    queryFn: ({ signal }) => read<ClusterUsesView>("cluster.uses", { clusterId }, signal),
    refetchInterval,
  });

/** Asked of the cluster itself. */
export const clusterReportOptions = (clusterId: string) =>
  queryOptions({
    queryKey: [...root, "report", clusterId],
    queryFn: ({ signal }) => read<Wire<Answer<typeof inspectCluster>>>("cluster.inspect", { clusterId }, signal),
    retry: false,
    staleTime: 60_000,
  });

export const eksClustersOptions = (cloudAccountId: string, region: string) =>
  queryOptions({
    queryKey: [...root, "eks", cloudAccountId, region],
    queryFn: ({ signal }) =>
      read<Wire<Answer<typeof listEksClusters>>>("cluster.list-eks", { cloudAccountId, region }, signal),
    retry: false,
    staleTime: 60_000,
  });
