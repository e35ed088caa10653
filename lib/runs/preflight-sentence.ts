import { readFileSync } from "node:fs";
import path from "node:path";
import { IntlMessageFormat } from "intl-messageformat";
import type { Check } from "./check.ts";

type Params = Record<string, string | number>;
type Section = Record<string, string>;

// Read as a file: the portal's build compiles imported messages to a form for its pages alone, and makes an address of the browser of
// what is relative to `import.meta.url`. Every process of Slipway starts in its root.
const file = readFileSync(path.join(process.cwd(), "messages/en.json"), "utf8");
const { preflight, runReason } = JSON.parse(file) as { preflight: Section; runReason: Section };

/** A code that has no sentence (yet) is said as it is. */
const say = (sentence: string | undefined, code: string, params: Params): string =>
  sentence === undefined ? code : String(new IntlMessageFormat(sentence, "en").format(params));

/** A check in English, for errors, logs and the command line; pages say it in the reader's language. */
export const sentenceOf = ({ code, params }: Pick<Check, "code" | "params">): string =>
  say(preflight[code], code, params);

/** The reason of a run's state in English: its own sentence, or that of the check that refused it. */
export const reasonSentence = (code: string, params: Params | null): string =>
  say(runReason[code] ?? preflight[code], code, params ?? {}).trimEnd();
