import { fc, test } from "@fast-check/vitest";
import { expect } from "vitest";
import { yamlTokens } from "./yaml-tokens.ts";

const kinds = (line: string) => yamlTokens(line).map(({ text, kind }) => [text, kind]);

test("a manifest's keys, numbers, strings and comments are told apart", () => {
  expect(kinds("  backoffLimit: 0")).toEqual([
    ["  ", "mark"],
    ["backoffLimit", "key"],
    [":", "mark"],
    [" 0", "number"],
  ]);
  expect(kinds("# applied by Slipway")).toEqual([["# applied by Slipway", "comment"]]);
  expect(kinds("- name: main").map(([text]) => text)).toEqual(["- ", "name", ":", " main"]);
  expect(kinds('  - "--date"').at(-1)).toEqual(['"--date"', "string"]);
});

test("an image reference is a value, not a key", () => {
  expect(kinds("- registry:5000/orders/report:1.0").at(-1)?.[0]).toBe("registry:5000/orders/report:1.0");
});

test.prop([fc.string()])("colouring changes no character of a line", (line) => {
  expect(
    yamlTokens(line)
      .map(({ text }) => text)
      .join(""),
  ).toBe(line);
});
