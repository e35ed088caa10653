"use client";
import { useQuery } from "@tanstack/react-query";
import { useDebounced } from "#components/shared/use-debounced.ts";
import { rolesOptions, type ServiceAccountPlace } from "#lib/clusters/service-account-client.ts";

/** The roles to choose one of a service account from, asked once its name stands; null while it is not known. */
export function useRoles(place: ServiceAccountPlace | null) {
  const settled = useDebounced(place && JSON.stringify(place), 400);
  return useQuery(rolesOptions(settled === null ? null : JSON.parse(settled)));
}
