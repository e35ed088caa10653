import { pageSentence } from "#lib/platform/page-sentence.ts";
import { type Said, say } from "#lib/platform/say.ts";
import type { Check } from "./check.ts";
import type { ReasonParams } from "./schema.ts";

/** What a check says, in the words of the pages. */
export const checkSays = ({ code, params }: Pick<Check, "code" | "params">): Said => ({
  key: `preflight.${code}`,
  params,
});

/** The reason of a run's state in English: its own sentence, or that of the check that refused it. */
export function reasonSentence(code: string, params: ReasonParams | null): string {
  const section = pageSentence(`runReason.${code}`, "en") === undefined ? "preflight" : "runReason";
  return say({ key: `${section}.${code}`, params: params ?? {} }, "en").trimEnd();
}
