import { fc, test } from "@fast-check/vitest";
import { expect } from "vitest";
import { keyedWork } from "./keyed-work.ts";

test.prop([fc.array(fc.constantFrom("a", "b", "c", "d"), { maxLength: 40 }), fc.integer({ min: 1, max: 4 })])(
  "a key's work never overlaps itself, the limit holds, and what was marked is done after it was marked",
  async (marks, limit) => {
    const busy = new Set<string>();
    const undone = new Set<string>();
    const work = keyedWork(limit, async (key) => {
      expect(busy.has(key)).toBe(false);
      busy.add(key);
      undone.delete(key);
      expect(busy.size).toBeLessThanOrEqual(limit);
      await new Promise((resolve) => setImmediate(resolve));
      busy.delete(key);
    });
    for (const key of marks) {
      undone.add(key);
      work.mark(key);
      if (key === "a") await new Promise((resolve) => setImmediate(resolve));
    }
    await work.whenIdle();
    expect([...undone]).toEqual([]);
  },
);

test("work that throws does not hold up its key or the others", async () => {
  const done: string[] = [];
  const work = keyedWork(1, async (key) => {
    done.push(key);
    if (key === "bad") throw new Error("bad");
  });
  for (const key of ["bad", "good", "bad"]) work.mark(key);
  await work.whenIdle();
  expect(done).toEqual(["bad", "good", "bad"]);
});
