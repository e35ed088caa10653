import { parseAsArrayOf, parseAsString, parseAsStringLiteral } from "nuqs/server";

export const runStates = [
  "queued",
  "submitting",
  "pending",
  "running",
  "succeeded",
  "failed",
  "cancelled",
  "lost",
] as const;
export const activeStates = ["queued", "submitting", "pending", "running"] as const;

/** Filters and page of the list of runs, as its URL holds them. */
export const runParams = {
  state: parseAsArrayOf(parseAsStringLiteral(runStates)).withDefault([]),
  cluster: parseAsString.withDefault(""),
  job: parseAsString.withDefault(""),
  search: parseAsString.withDefault(""),
  before: parseAsString.withDefault(""),
};

type Params = { state: (typeof runStates)[number][]; cluster: string; job: string; search: string; before: string };

/** The filter that the query takes: what is empty is left out. */
export const filterOf = ({ state, cluster, job, search, before }: Params) => ({
  state,
  ...(cluster ? { cluster } : {}),
  ...(job ? { job } : {}),
  ...(search ? { search } : {}),
  ...(before ? { before } : {}),
});
