export type LogLine = {
  container: string;
  /** ISO 8601, as the kubelet stamps it; absent when the line came without a time. */
  at?: string;
  text: string;
};

const longestShown = 8000;
// A terminal's colours and cursor moves (ECMA-48 control sequences), which many loggers write even into a file.
// biome-ignore lint/suspicious/noControlCharactersInRegex: the escape character is what starts one.
const controlSequence = /\u001b\[[0-9;?]*[ -/]*[@-~]/g;

/** What is shown of a line: without a terminal's control sequences, and cut where no screen could show more. */
export const shownText = (text: string) => {
  const plain = text.includes("\u001b") ? text.replace(controlSequence, "") : text;
  return plain.length > longestShown ? `${plain.slice(0, longestShown)} …` : plain;
};

const bad = /\b(?:ERROR|FATAL|CRITICAL|SEVERE|panic|Traceback|Exception in|[A-Z]\w*(?:Error|Exception))\b/;
const warn = /\bWARN(?:ING)?\b/;

/** How bad a line sounds, by the words that Python, Java and Go loggers use. */
export const lineTone = (text: string): "bad" | "warn" | undefined => {
  const head = text.length > 400 ? text.slice(0, 400) : text;
  if (bad.test(head)) return "bad";
  return warn.test(head) ? "warn" : undefined;
};

/** Index of the first line that sounds like an error, or -1. */
export const firstError = (lines: readonly LogLine[]) =>
  lines.findIndex((line) => lineTone(shownText(line.text)) === "bad");

/** Splits a line where `query` stands in it, ignoring case: every second part is a match. */
export const splitMatches = (text: string, query: string): string[] => {
  if (query === "") return [text];
  const low = text.toLowerCase();
  const wanted = query.toLowerCase();
  const parts: string[] = [];
  let from = 0;
  for (let at = low.indexOf(wanted); at !== -1; at = low.indexOf(wanted, from)) {
    parts.push(text.slice(from, at), text.slice(at, at + wanted.length));
    from = at + wanted.length;
  }
  parts.push(text.slice(from));
  return parts;
};
