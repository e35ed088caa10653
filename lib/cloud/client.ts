import { queryOptions } from "@tanstack/react-query";
import type { ListInput, ListPage } from "#lib/platform/page.ts";
import { read } from "#lib/platform/read.ts";
import type { Answer, Wire } from "#lib/platform/wire.ts";
import type { AccountRow, getAccount } from "./account-queries.ts";
import type { AccountReport } from "./account-report.ts";
import type { Discovery } from "./discover.ts";
import type { listLines } from "./residency-lines.ts";
import type { getResource, ResourceRow } from "./resource-queries.ts";

export type AccountRowView = Wire<AccountRow>;
export type AccountView = Wire<Answer<typeof getAccount>>;
export type ReportView = Wire<AccountReport>;
export type ResourceRowView = Wire<ResourceRow>;
export type ResourceView = Wire<Answer<typeof getResource>>;
export type DiscoveryView = Wire<Discovery>;
export type LinesView = Wire<Answer<typeof listLines>>;
export type ResourceKind = ResourceRow["kind"];

export const resourceKinds = ["bucket", "image-repository", "secret"] as const satisfies ResourceKind[];

export const accountsOptions = (input: ListInput, initialData?: ListPage<AccountRowView>) =>
  queryOptions({
    queryKey: ["admin", "cloud-accounts", input],
    queryFn: ({ signal }) => read<ListPage<AccountRowView>>("cloud-account.list", input, signal),
    ...(initialData ? { initialData } : {}),
  });

export const accountOptions = (cloudAccountId: string, initialData?: AccountView) =>
  queryOptions({
    queryKey: ["admin", "cloud-account", cloudAccountId],
    queryFn: ({ signal }) => read<AccountView>("cloud-account.get", { cloudAccountId }, signal),
    ...(initialData ? { initialData } : {}),
  });

/** A check asks the account itself: it is done once, and again when somebody asks. */
export const accountCheckOptions = (account: { id: string; version: number }) =>
  queryOptions({
    queryKey: ["cloud-check", account.id, account.version],
    queryFn: ({ signal }) => read<ReportView>("cloud-account.test", { cloudAccountId: account.id }, signal),
    staleTime: 60_000,
    retry: false,
  });

export type ResourcesQuestion = ListInput & {
  cloudAccountId: string | null;
  kind: ResourceKind | null;
  owner: string | null;
};

export const resourcesOptions = (question: ResourcesQuestion, initialData?: ListPage<ResourceRowView>) =>
  queryOptions({
    queryKey: ["admin", "cloud-resources", question],
    queryFn: ({ signal }) => read<ListPage<ResourceRowView>>("cloud-resource.list", question, signal),
    ...(initialData ? { initialData } : {}),
  });

export const resourceOptions = (resourceId: string, residency?: string) =>
  queryOptions({
    queryKey: ["admin", "cloud-resource", resourceId, residency ?? null],
    queryFn: ({ signal }) =>
      read<ResourceView>("cloud-resource.get", { resourceId, ...(residency ? { residency } : {}) }, signal),
  });

/** Lists the account itself: as fresh as the page, and no second time while one goes through it. */
export const discoveryOptions = (cloudAccountId: string, kind: ResourceKind, region: string | null) =>
  queryOptions({
    queryKey: ["admin", "cloud-discovery", cloudAccountId, kind, region],
    queryFn: ({ signal }) =>
      read<DiscoveryView>("cloud-resource.discover", { cloudAccountId, kind, ...(region ? { region } : {}) }, signal),
    staleTime: 60_000,
    retry: false,
  });

export const linesOptions = (initialData?: LinesView) =>
  queryOptions({
    queryKey: ["admin", "residency-lines"],
    queryFn: ({ signal }) => read<LinesView>("residency.list", {}, signal),
    ...(initialData ? { initialData } : {}),
  });
