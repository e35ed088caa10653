import { AsyncLocalStorage } from "node:async_hooks";
import { IntlMessageFormat } from "intl-messageformat";
import type { ICUArgs } from "next-intl";
import { en } from "#messages/server/en.ts";
import { zhCN } from "#messages/server/zh-CN.ts";
import type { Locale } from "./locale.ts";
import { pageSentence } from "./page-sentence.ts";

/** The name of a sentence of `messages/server`. */
export type SaidKey = keyof typeof en;

/** Names and numbers are shown as they are; what is said itself is in the reader's language, and so is a list of either. */
type Value = string | number | Said | readonly (string | Said)[];
type Params<Key extends SaidKey> = ICUArgs<
  (typeof en)[Key],
  { ICUArgument: Value; ICUNumberArgument: number; ICUDateArgument: never }
>;

/** A sentence that is not in any language yet: its name, and what it is about. */
export type Said = { key: SaidKey | `preflight.${string}` | `runReason.${string}`; params: Record<string, Value> };

/** The parameters that a sentence takes, and then something else; a sentence without parameters may stand alone. */
export type About<Key extends SaidKey, Else extends unknown[] = []> = keyof Params<Key> extends never
  ? [params?: Params<Key>, ...rest: Else]
  : [params: Params<Key>, ...rest: Else];

/** A sentence, to be said once it is known to whom. */
export const says = <Key extends SaidKey>(key: Key, ...[params]: About<Key>): Said => unchecked(key, params);

/** The same, of parameters that the caller's own type has checked. */
export const unchecked = (key: SaidKey, params: object | undefined): Said => ({
  key,
  params: (params ?? {}) as Said["params"],
});

const sentences: Record<Locale, Record<SaidKey, string>> = { en, "zh-CN": zhCN };
const comma: Record<Locale, string> = { en: ", ", "zh-CN": "、" };
const formats = new Map<string, IntlMessageFormat>();

const reader = new AsyncLocalStorage<Locale>();

/** Does work for somebody who reads this language: what it says in between is in it. Outside of it, English. */
export const speaking = <T>(locale: Locale, work: () => T): T => reader.run(locale, work);

const language = (): Locale => reader.getStore() ?? "en";

/** A sentence in words, in the language of whoever is spoken to. */
export function say({ key, params }: Said, locale: Locale = language()): string {
  return String(formatOf(key, locale).format(wordsOf(params, locale)));
}

/** Parameters with each that is said in words, in the language of whoever is spoken to. */
export const wordsOf = (params: Said["params"], locale: Locale = language()): Record<string, string | number> =>
  Object.fromEntries(Object.entries(params).map(([name, value]) => [name, worded(value, locale)]));

function worded(value: Value, locale: Locale): string | number {
  if (typeof value === "string" || typeof value === "number") return value;
  if ("key" in value) return say(value, locale);
  return value.map((each) => worded(each, locale)).join(comma[locale]);
}

function formatOf(key: Said["key"], locale: Locale): IntlMessageFormat {
  const known = formats.get(`${locale} ${key}`);
  if (known) return known;
  // A code of a check or a reason that has no sentence (yet) is said as it is.
  const sentence = isSaidKey(key) ? sentences[locale][key] : (pageSentence(key, locale) ?? key.replace(/^\w+\./, ""));
  const format = new IntlMessageFormat(sentence, locale, undefined, { ignoreTag: true });
  formats.set(`${locale} ${key}`, format);
  return format;
}

/** Whether a text is the name of a sentence. */
export const isSaidKey = (text: string): text is SaidKey => Object.hasOwn(en, text);
