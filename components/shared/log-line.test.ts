import { fc, test } from "@fast-check/vitest";
import { expect } from "vitest";
import { firstError, lineTone, shownText, splitMatches } from "./log-line.ts";

test("a terminal's colours are not shown", () => {
  expect(shownText("\u001b[31mERROR\u001b[0m no disk")).toBe("ERROR no disk");
});

test("a line longer than a screen is cut", () => {
  expect(shownText("x".repeat(1_000_000)).length).toBeLessThan(9000);
});

test("errors and warnings are told by the words loggers use", () => {
  expect(lineTone("2026-11-22 ERROR orders: no customer")).toBe("bad");
  expect(lineTone("Traceback (most recent call last):")).toBe("bad");
  expect(lineTone("java.lang.IllegalStateException: closed")).toBe("bad");
  expect(lineTone("WARN 312 rows have no customer id")).toBe("warn");
  expect(lineTone("0 errors, all good")).toBeUndefined();
});

test("the first error is found, and its absence is told", () => {
  const line = (text: string) => ({ container: "main", text });
  expect(
    firstError([line("start"), line("WARN slow"), line("\u001b[31mValueError: bad row\u001b[0m"), line("ERROR")]),
  ).toBe(2);
  expect(firstError([line("start")])).toBe(-1);
});

test.prop([fc.string(), fc.string({ minLength: 1, maxLength: 3 })])(
  "splitting at matches loses no character",
  (text, query) => {
    // Some letters change length in lower case; such a line is still shown whole.
    fc.pre(text.toLowerCase().length === text.length && query.toLowerCase().length === query.length);
    const parts = splitMatches(text, query);
    expect(parts.join("")).toBe(text);
    expect(parts.length % 2).toBe(1);
    for (let i = 1; i < parts.length; i += 2) expect(parts[i]?.toLowerCase()).toBe(query.toLowerCase());
  },
);
