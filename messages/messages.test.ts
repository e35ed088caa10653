import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { en as saidInEnglish } from "./server/en.ts";
import { zhCN as saidInChinese } from "./server/zh-CN.ts";

type Messages = { [key: string]: string | Messages };

const read = (locale: string): Messages =>
  JSON.parse(readFileSync(new URL(`./${locale}.json`, import.meta.url), "utf8"));

const flatten = (messages: Messages, prefix = ""): Map<string, string> => {
  const flat = new Map<string, string>();
  for (const [key, value] of Object.entries(messages)) {
    if (typeof value === "string") flat.set(prefix + key, value);
    else for (const [inner, text] of flatten(value, `${prefix}${key}.`)) flat.set(inner, text);
  }
  return flat;
};

/** Names and kinds of the arguments and tags of an ICU message, branches included: `count:plural`, `name`, `<b>`. */
const placeholders = (message: string) => {
  const names = new Set<string>([...message.matchAll(/<(\w+)>/g)].map(([, tag]) => `<${tag}>`));
  // What each open brace is: an argument, a choice whose branches follow, or one of those branches.
  const open: ("argument" | "choice" | "branch")[] = [];
  for (const { 0: brace, index } of message.matchAll(/[{}]/g)) {
    if (brace === "}") {
      open.pop();
    } else if (open.at(-1) === "choice") {
      open.push("branch");
    } else {
      const [, name, kind] = /^\{\s*(\w+)\s*(?:,\s*(\w+))?/.exec(message.slice(index)) ?? [];
      // Chinese has no plural: what English counts it may simply show.
      names.add(kind ? `${name}:${kind === "plural" ? "number" : kind}` : `${name}`);
      open.push(kind && /^(?:plural|select|selectordinal)$/.test(kind) ? "choice" : "argument");
    }
  }
  return [...names].sort();
};

const en = flatten({ ...read("en"), server: saidInEnglish });
const zh = flatten({ ...read("zh-CN"), server: saidInChinese });

test("both languages have the same keys", () => {
  expect([...zh.keys()].sort()).toEqual([...en.keys()].sort());
});

test.each([...en])("%s takes the same arguments in both languages", (key, text) => {
  expect(placeholders(zh.get(key) ?? "")).toEqual(placeholders(text));
});

test("no message is empty", () => {
  const empty = [...en, ...zh].filter(([, text]) => text.trim() === "").map(([key]) => key);
  expect(empty).toEqual([]);
});

test("Chinese sentences use full-width punctuation, and names keep a space from Chinese text", () => {
  const halfWidth = /[\u4e00-\u9fff][,;:!?](?!\d)/;
  // Arguments are filled with names that are mostly Latin.
  const glued = /[\u4e00-\u9fff][A-Za-z]|[A-Za-z][\u4e00-\u9fff]/;
  const wrong = [...zh]
    .map(([key, text]) => [key, text.replace(/\{\s*\w+\s*,\s*plural\s*,\s*other\s*/g, "{")] as const)
    .filter(([, text]) => halfWidth.test(text) || glued.test(text));
  expect(wrong).toEqual([]);
});
