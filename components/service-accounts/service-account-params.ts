import { parseAsBoolean, parseAsString } from "nuqs/server";
import { listParams } from "#components/shared/list-params.ts";

/** What the URL of the list of service accounts holds: cluster and project by their names. */
export const serviceAccountParams = {
  ...listParams,
  search: parseAsString.withDefault(""),
  cluster: parseAsString,
  project: parseAsString,
  drift: parseAsBoolean.withDefault(false),
};
