"use client";
import { useQuery } from "@tanstack/react-query";
import { namesOptions } from "#lib/clusters/service-account-client.ts";

/** The service accounts that a namespace has in its cluster, and the role that the annotation of one of this name says. */
export function useFoundAccounts(clusterId: string | null, namespace: string | null, name: string) {
  const { data } = useQuery(namesOptions(clusterId, namespace));
  const accounts = data?.accounts ?? [];
  return { accounts, proposedRole: accounts.find((account) => account.name === name)?.roleArn ?? null };
}
