"use client";
import { useTranslations } from "next-intl";
import type { Option } from "#components/ui/option.tsx";
import type { AccountChoice } from "#lib/cloud/account-queries.ts";
import { type ResourceKind, resourceKinds } from "#lib/cloud/client.ts";
import type { ProjectChoice } from "./resources-page.tsx";

/** The value of "whatever" in a filter, and of "no project" where one may own a thing. */
export const every = "every";
export const none = "none";

export const accountOptionsOf = (accounts: AccountChoice[]): Option[] =>
  accounts.map(({ name }) => ({ value: name, label: name, mono: true }));

export const ownerOptionsOf = (projects: ProjectChoice[], admins: string): Option[] => [
  { value: none, label: admins },
  ...projects.map(({ id, slug, name }) => ({ value: id, label: slug, detail: name, mono: true })),
];

export function useKindOptions(): Option<ResourceKind>[] {
  const t = useTranslations("cloud");
  return resourceKinds.map((value) => ({ value, label: t(`kinds.${value}`) }));
}
