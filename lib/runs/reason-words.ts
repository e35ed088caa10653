import { wordsOf } from "#lib/platform/say.ts";
import type { ReasonParams, RunEventDetail } from "./schema.ts";

/** A run with what its reason names in words, in the language of whoever is spoken to. */
export function reasonInWords<Run extends { reasonParams: ReasonParams | null }>({ reasonParams, ...run }: Run) {
  return { ...run, reasonParams: reasonParams && wordsOf(reasonParams) };
}

/** The same of an event of a run's story. */
export function eventInWords<Event extends { detail: RunEventDetail }>({ detail, ...event }: Event) {
  if (!("state" in detail)) return { ...event, detail };
  const { params, ...state } = detail;
  return { ...event, detail: { ...state, ...(params && { params: wordsOf(params) }) } };
}
