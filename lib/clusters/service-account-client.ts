import { queryOptions } from "@tanstack/react-query";
import type { RoleBy } from "#lib/access/request-schema.ts";
import type { ListInput, ListPage } from "#lib/platform/page.ts";
import { read } from "#lib/platform/read.ts";
import type { Wire } from "#lib/platform/wire.ts";
import type { ServiceAccountManifest, ServiceAccountState } from "./service-account-check.ts";
import type { ServiceAccountRow } from "./service-account-list.ts";
import type { ServiceAccountNames, ServiceAccountPlaces } from "./service-account-places.ts";
import type { RoleTrust, ServiceAccountRoles } from "./service-account-roles.ts";

export type ServiceAccountView = Wire<ServiceAccountRow>;
export type ServiceAccountPageView = ListPage<ServiceAccountView>;
export type StateView = Wire<ServiceAccountState>;
export type ManifestView = Wire<ServiceAccountManifest>;
export type RoleView = Wire<ServiceAccountRoles>["roles"][number];
export type { RoleBy, RoleTrust };
export type RolesView = Wire<ServiceAccountRoles>;
/** A service account to be: its name may not be there yet. */
export type ServiceAccountPlace = { clusterId: string; namespace: string; name: string };

export type ServiceAccountQuestion = ListInput & {
  clusterId: string | null;
  projectId: string | null;
  drift: boolean;
};

const root = ["admin", "service-accounts"] as const;

export const serviceAccountsOptions = (question: ServiceAccountQuestion, initialData?: ServiceAccountPageView) =>
  queryOptions({
    queryKey: [...root, "list", question],
    queryFn: ({ signal }) => read<ServiceAccountPageView>("service-account.list", question, signal),
    ...(initialData ? { initialData } : {}),
  });

/** How the service accounts of a page are in their clusters: asked once the rows are there, and again every minute. */
export const statesOptions = (ids: string[]) =>
  queryOptions({
    queryKey: [...root, "states", ids],
    queryFn: ({ signal }) => read<StateView[]>("service-account.check", { ids }, signal),
    enabled: ids.length > 0,
    refetchInterval: 60_000,
  });

/** What creating or repairing would send; asked anew each time it is shown. */
export const manifestOptions = (serviceAccountId: string) =>
  queryOptions({
    queryKey: [...root, "manifest", serviceAccountId],
    queryFn: ({ signal }) => read<ManifestView>("service-account.manifest", { serviceAccountId }, signal),
    staleTime: 0,
    gcTime: 0,
  });

export const placesOptions = (clusterId: string | null) =>
  queryOptions({
    queryKey: [...root, "places", clusterId],
    queryFn: ({ signal }) => read<ServiceAccountPlaces>("service-account.places", { clusterId }, signal),
    enabled: clusterId !== null,
  });

export const namesOptions = (clusterId: string | null, namespace: string | null) =>
  queryOptions({
    queryKey: [...root, "names", clusterId, namespace],
    queryFn: ({ signal }) => read<ServiceAccountNames>("service-account.names", { clusterId, namespace }, signal),
    enabled: clusterId !== null && namespace !== null,
  });

/** Asked of IAM: not again while somebody compares, and not without a whole name. */
export const rolesOptions = (place: ServiceAccountPlace | null) =>
  queryOptions({
    queryKey: [...root, "roles", place?.clusterId, place?.namespace, place?.name],
    queryFn: ({ signal }) =>
      read<Wire<ServiceAccountRoles>>(
        "service-account.roles",
        { clusterId: place?.clusterId, namespace: place?.namespace, name: place?.name },
        signal,
      ),
    enabled: place !== null,
    retry: false,
    staleTime: 60_000,
  });
