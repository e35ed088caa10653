import { parseAsString } from "nuqs/server";
import { listParams } from "#components/shared/list-params.ts";

/** What the URL of the list of cloud accounts holds. */
export const accountParams = { ...listParams, search: parseAsString.withDefault("") };
