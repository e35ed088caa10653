import { readFileSync } from "node:fs";
import path from "node:path";
import type { Locale } from "./locale.ts";

type Section = Record<string, string>;
type Sections = Record<string, Section>;

// Read as files: the portal's build compiles imported messages to a form for its pages alone, and makes an address of the browser of
// what is relative to `import.meta.url`. Every process of Slipway starts in its root.
const read = (locale: Locale): Sections =>
  JSON.parse(readFileSync(path.join(process.cwd(), `messages/${locale}.json`), "utf8")) as Sections;

const pages: Partial<Record<Locale, Sections>> = {};

/** A sentence of the pages that the server says as well, by section and code. */
export function pageSentence(key: `${string}.${string}`, locale: Locale): string | undefined {
  const [section = "", code = ""] = key.split(/\.(.*)/s);
  pages[locale] ??= read(locale);
  return pages[locale][section]?.[code];
}
