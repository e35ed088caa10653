import { fc, test } from "@fast-check/vitest";
import { describe, expect } from "vitest";
import { csvCell, csvLine } from "./csv.ts";

/** What a reader of RFC 4180 makes of a line. */
const read = (line: string) =>
  [...line.replace(/\r\n$/, "").matchAll(/(?:^|,)"((?:[^"]|"")*)"/g)].map(([, cell = ""]) =>
    cell.replaceAll('""', '"'),
  );

describe("a CSV line", () => {
  test.prop([fc.array(fc.string(), { minLength: 1 })])("is read back as what was written, formulas apart", (cells) => {
    expect(read(csvLine(cells)).map((cell, at) => (cell === `'${cells[at]}` ? cells[at] : cell))).toEqual(cells);
  });

  test.prop([fc.constantFrom("=", "+", "-", "@", "\t", "\r", " =", "\n="), fc.string()])(
    "begins no cell of text like a formula: %s",
    (begin, rest) => {
      expect(csvCell(begin + rest)).toMatch(/^"'/);
    },
  );

  test("leaves numbers as they are, and nothing empty", () => {
    expect(csvLine([-3, null, "a"])).toBe('"-3","","a"\r\n');
  });
});
