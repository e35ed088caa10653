import { readFileSync } from "node:fs";
import { beforeAll, expect, test } from "vitest";
import { commands } from "#lib/platform/command.ts";
import { loadEveryDoor } from "#lib/testing/doors.ts";

/** What is audited without being a command. */
const besides = ["session.start", "audit.flood"];

beforeAll(loadEveryDoor, 60_000);

const wordsOf = (locale: string): Record<string, string> =>
  JSON.parse(readFileSync(new URL(`../../messages/${locale}.json`, import.meta.url), "utf8")).audit.action;

test.each(["en", "zh-CN"])(
  "every action of the audit trail has words in %s: audit.action.<its name with - for .>",
  (locale) => {
    const words = wordsOf(locale);
    const names = [...commands.keys(), ...besides];
    expect(names.length).toBeGreaterThan(20);
    expect(names.map((name) => name.replaceAll(".", "-")).filter((key) => !words[key])).toEqual([]);
  },
);
