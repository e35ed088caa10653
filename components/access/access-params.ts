import { parseAsString, parseAsStringLiteral } from "nuqs/server";
import { listParams } from "#components/shared/list-params.ts";

export const accessTabs = ["members", "uses", "map", "explained"] as const;
export type AccessTab = (typeof accessTabs)[number];

/** What the URL of a project's access page holds: the tab, what the list of members is asked with, and whose access is explained. */
export const accessParams = {
  ...listParams,
  tab: parseAsStringLiteral(accessTabs).withDefault("members"),
  search: parseAsString.withDefault(""),
  user: parseAsString,
};
