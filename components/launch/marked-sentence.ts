/** Private-use characters: no name and no sentence has them. */
const [open, middle, close] = ["\uE000", "\uE001", "\uE002"];

export type SentencePart = { text: string; param?: string };

/** Arguments of a sentence with marks around the texts, so that they can be found again in the finished sentence. */
export const markParams = (params: Record<string, string | number>): Record<string, string | number> =>
  Object.fromEntries(
    Object.entries(params).map(([name, value]) => [
      name,
      typeof value === "string" && value !== "" ? `${open}${name}${middle}${value}${close}` : value,
    ]),
  );

/** A finished sentence in its parts: words, and what was filled in, with the argument's name. */
export function sentenceParts(sentence: string): SentencePart[] {
  const parts: SentencePart[] = [];
  let at = 0;
  for (const match of sentence.matchAll(/\uE000(\w+)\uE001([^\uE002]*)\uE002/g)) {
    if (match.index > at) parts.push({ text: sentence.slice(at, match.index) });
    parts.push({ text: match[2] ?? "", param: match[1] ?? "" });
    at = match.index + match[0].length;
  }
  if (at < sentence.length) parts.push({ text: sentence.slice(at) });
  return parts;
}
