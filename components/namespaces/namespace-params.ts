import { parseAsString } from "nuqs/server";
import { listParams } from "#components/shared/list-params.ts";

/** What the URL of the list of namespaces holds: the cluster by its name. */
export const namespaceParams = { ...listParams, search: parseAsString.withDefault(""), cluster: parseAsString };
