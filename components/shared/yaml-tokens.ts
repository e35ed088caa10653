export type YamlToken = { text: string; kind?: "key" | "string" | "number" | "comment" | "mark" };

const entry = /^(\s*(?:- )*)((?:"[^"]*"|'[^']*'|[^\s#:"'][^:#]*?))(:)(?=\s|$)(.*)$/;
const item = /^(\s*(?:- )+)(.*)$/;

const value = (text: string): YamlToken[] => {
  if (text === "") return [];
  if (/^\s*#/.test(text)) return [{ text, kind: "comment" }];
  const trimmed = text.trim();
  if (/^(?:-?\d+(?:\.\d+)?|true|false|null|~)$/.test(trimmed)) return [{ text, kind: "number" }];
  if (/^["'].*["']$/.test(trimmed)) return [{ text, kind: "string" }];
  return [{ text }];
};

/** One line of YAML as parts to colour; joined they are the line again. Enough for manifests, no parser. */
export const yamlTokens = (line: string): YamlToken[] => {
  const pair = entry.exec(line);
  if (pair) {
    const [, indent = "", key = "", colon = "", rest = ""] = pair;
    return [{ text: indent, kind: "mark" }, { text: key, kind: "key" }, { text: colon, kind: "mark" }, ...value(rest)];
  }
  const [, mark, rest] = item.exec(line) ?? [];
  if (mark !== undefined && rest !== undefined) return [{ text: mark, kind: "mark" }, ...value(rest)];
  return value(line);
};
