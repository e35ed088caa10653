import { queryOptions } from "@tanstack/react-query";
import type { ListInput, ListPage } from "#lib/platform/page.ts";
import { read } from "#lib/platform/read.ts";
import type { Wire } from "#lib/platform/wire.ts";
import type { ProjectRole } from "./policy.ts";
import type { DelegationRow, RequestBox, RequestDetail, RequestRow } from "./request-schema.ts";

export type RequestView = Wire<RequestRow>;
export type RequestDetailView = Wire<RequestDetail>;
export type DelegationView = Wire<DelegationRow>;
export type DirectoryEntry = { slug: string; name: string; role: ProjectRole | null };

/** A box of the inbox. What changes access invalidates everything that begins with `requests`. */
export const requestsOptions = (input: Partial<ListInput> & { box: RequestBox }, initialData?: ListPage<RequestView>) =>
  queryOptions({
    queryKey: ["requests", "list", input],
    queryFn: ({ signal }) => read<ListPage<RequestView>>("request.list", input, signal),
    ...(initialData ? { initialData } : {}),
  });

export const requestOptions = (requestId: string, initialData?: RequestDetailView) =>
  queryOptions({
    queryKey: ["requests", "one", requestId],
    queryFn: ({ signal }) => read<RequestDetailView>("request.get", { requestId }, signal),
    ...(initialData ? { initialData } : {}),
  });

export const requestCountOptions = (initialData?: number) =>
  queryOptions({
    queryKey: ["requests", "count"],
    queryFn: ({ signal }) => read<number>("request.count", {}, signal),
    ...(initialData === undefined ? {} : { initialData }),
  });

export const delegationsOptions = (initialData?: DelegationView[]) =>
  queryOptions({
    queryKey: ["requests", "delegations"],
    queryFn: ({ signal }) => read<DelegationView[]>("delegation.list", {}, signal),
    ...(initialData ? { initialData } : {}),
  });

export const projectDirectoryOptions = (initialData?: DirectoryEntry[]) =>
  queryOptions({
    queryKey: ["requests", "directory"],
    queryFn: ({ signal }) => read<DirectoryEntry[]>("project.directory", {}, signal),
    ...(initialData ? { initialData } : {}),
  });
