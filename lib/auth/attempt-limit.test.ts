import { expect, test } from "vitest";
import { createAttemptLimit } from "./attempt-limit.ts";

test("one attempt too many is refused until the window has passed", () => {
  const limit = createAttemptLimit({ attempts: 2, windowMs: 1000 });
  expect([limit.take("a", 0), limit.take("a", 1), limit.take("a", 2)]).toEqual([true, true, false]);
  expect(limit.take("b", 2)).toBe(true);
  expect(limit.take("a", 1000)).toBe(true);
});

test("an attempt that worked clears those before it", () => {
  const limit = createAttemptLimit({ attempts: 1, windowMs: 1000 });
  limit.take("a", 0);
  limit.clear("a");
  expect(limit.take("a", 1)).toBe(true);
});

test("a flood of names keeps no more than the capacity", () => {
  const limit = createAttemptLimit({ attempts: 1, windowMs: 1000, capacity: 2 });
  for (const key of ["a", "b", "c"]) limit.take(key, 0);
  expect(limit.take("a", 1)).toBe(true);
  expect(limit.take("c", 1)).toBe(false);
});

test("the first attempt too many is told apart from those after it", () => {
  const limit = createAttemptLimit({ attempts: 1, windowMs: 1000 });
  const told = [0, 1, 2].map((now) => {
    limit.take("a", now);
    return limit.isFirstTooMany("a");
  });
  expect(told).toEqual([false, true, false]);
});
