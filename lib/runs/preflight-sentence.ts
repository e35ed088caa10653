import { createTranslator } from "use-intl/core";
import messages from "#messages/en.json" with { type: "json" };
import type { Check } from "./check.ts";

type Sentences = { (key: string, params?: Record<string, string | number>): string; has(key: string): boolean };

const english = createTranslator({ locale: "en", messages }) as unknown as Sentences;

/** A check in English, for errors, logs and the command line; pages say it in the reader's language. */
export const sentenceOf = (check: Pick<Check, "id" | "code" | "params" | "missing">): string =>
  english(`preflight.${check.code}`, check.params);

/** The reason of a run's state in English: its own sentence, or that of the check that refused it. */
export const reasonSentence = (code: string, params: Record<string, string | number> | null): string =>
  english(english.has(`runReason.${code}`) ? `runReason.${code}` : `preflight.${code}`, params ?? {});
