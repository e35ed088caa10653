import { expect, test } from "vitest";
import { nextSort, parseSort } from "./list-params.ts";

test("a column's header goes through ascending, descending and unsorted", () => {
  expect(nextSort(null, "name")).toBe("name");
  expect(nextSort("name", "name")).toBe("-name");
  expect(nextSort("-name", "name")).toBeNull();
  expect(nextSort("-name", "size")).toBe("size");
});

test("a sort in the URL names a column and a direction", () => {
  expect(parseSort("-startedAt")).toEqual({ column: "startedAt", descending: true });
  expect(parseSort("name")).toEqual({ column: "name", descending: false });
  expect(parseSort("")).toBeNull();
});
