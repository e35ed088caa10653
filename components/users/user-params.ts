import { parseAsString, parseAsStringLiteral } from "nuqs/server";
import { listParams } from "#components/shared/list-params.ts";

/** What the URL of the users page holds: which of its tabs, and how that one's list is searched, filtered, sorted and paged. */
export const userParams = {
  ...listParams,
  tab: parseAsStringLiteral(["users", "groups"]).withDefault("users"),
  search: parseAsString.withDefault(""),
  state: parseAsStringLiteral(["enabled", "disabled"]),
  role: parseAsStringLiteral(["admin", "auditor", "member"]),
};
