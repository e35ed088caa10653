"use client";
import { useQuery } from "@tanstack/react-query";
import { namesOptions, type ServiceAccountPlace } from "#lib/clusters/service-account-client.ts";
import type { ProposedRole } from "./identity-fields.tsx";
import { useRoles } from "./use-roles.ts";

type Where = {
  clusterId: string | null;
  namespace: string | null;
  name: string;
  /** Where roles are asked for; null where there are none, or the name is not whole. */
  place: ServiceAccountPlace | null;
};

/** The service accounts that a namespace has in its cluster, and the role that AWS, or else the annotation, has for one of this name. */
export function useFoundAccounts({ clusterId, namespace, name, place }: Where) {
  const { data } = useQuery(namesOptions(clusterId, namespace));
  const { data: offered } = useRoles(place);
  const accounts = data?.accounts ?? [];
  const associated = offered?.association?.roleArn;
  const annotated = accounts.find((account) => account.name === name)?.roleArn;
  const proposed: ProposedRole | null = associated
    ? { roleArn: associated, roleBy: "pod-identity" }
    : annotated
      ? { roleArn: annotated, roleBy: "annotation" }
      : null;
  return { accounts, proposed };
}
