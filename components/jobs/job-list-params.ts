import { parseAsString } from "nuqs/server";

/** What the URL of the list of jobs holds. */
export const jobListParams = { search: parseAsString.withDefault("") };
