import { queryOptions } from "@tanstack/react-query";
import { read } from "#lib/platform/read.ts";
import type { Answer, Wire } from "#lib/platform/wire.ts";
import type { getFittingPolicies, getServiceAccountBindings, listBindable } from "./binding-queries.ts";
import type { compareServiceAccount } from "./compare-service-account.ts";

export type BindingsView = Wire<Answer<typeof getServiceAccountBindings>>;
export type BindingView = BindingsView["clusters"][number]["namespaces"][number]["resources"][number];
export type BindableView = Wire<Answer<typeof listBindable>>[number];
export type ComparisonView = Wire<Answer<typeof compareServiceAccount>>;

export type FittingView = Wire<Answer<typeof getFittingPolicies>>;

const keyOf = (serviceAccountId: string) => ["admin", "bindings", serviceAccountId] as const;

export const bindingsOptions = (serviceAccountId: string, initialData?: BindingsView) =>
  queryOptions({
    queryKey: [...keyOf(serviceAccountId), "held"],
    queryFn: ({ signal }) => read<BindingsView>("service-account.bindings", { serviceAccountId }, signal),
    ...(initialData ? { initialData } : {}),
  });

export const bindableOptions = (serviceAccountId: string, kind: BindingView["kind"], search: string) =>
  queryOptions({
    queryKey: [...keyOf(serviceAccountId), "bindable", kind, search],
    queryFn: ({ signal }) =>
      read<BindableView[]>("service-account.bindable", { serviceAccountId, kind, search }, signal),
  });

/** The keys in them are asked of AWS each time. */
export const fittingOptions = (serviceAccountId: string) =>
  queryOptions({
    queryKey: [...keyOf(serviceAccountId), "policies"],
    queryFn: ({ signal }) => read<FittingView>("service-account.policies", { serviceAccountId }, signal),
    staleTime: 0,
  });

/** Asked of IAM and Vault each time: what they say may change without Slipway. */
export const comparisonOptions = (serviceAccountId: string) =>
  queryOptions({
    queryKey: [...keyOf(serviceAccountId), "comparison"],
    queryFn: ({ signal }) => read<ComparisonView>("service-account.compare", { serviceAccountId }, signal),
    staleTime: 0,
  });
