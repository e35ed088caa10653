import { parseAsBoolean, parseAsString } from "nuqs/server";
import { listParams } from "#components/shared/list-params.ts";

/** What the URL of the list of clusters holds. */
export const clusterParams = {
  ...listParams,
  search: parseAsString.withDefault(""),
  retired: parseAsBoolean.withDefault(false),
};
