import { expect, test } from "vitest";
import { byteParts } from "./byte-parts.ts";

test("a size is told in the largest unit of which there is one", () => {
  expect(byteParts(0)).toEqual({ amount: 0, unit: "B" });
  expect(byteParts(999)).toEqual({ amount: 999, unit: "B" });
  expect(byteParts(48_200_000)).toEqual({ amount: 48.2, unit: "MB" });
  expect(byteParts(2 ** 30, true)).toEqual({ amount: 1, unit: "GiB" });
});

test("a size that rounds up to a thousand is told in the next unit", () => {
  expect(byteParts(999_960).unit).toBe("MB");
});
