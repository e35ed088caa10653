import { expect, test } from "vitest";
import { cn } from "./cn.ts";

test("what a caller passes wins over a component's own class for the same property", () => {
  expect(cn("h-7 px-2.5 text-sm/5", "h-8 pl-8 text-lg")).toBe("px-2.5 h-8 pl-8 text-lg");
  expect(cn("size-4", "h-7")).toBe("size-4 h-7");
  expect(cn("p-2", { "px-4": true, "py-1": false })).toBe("p-2 px-4");
  expect(cn("-ml-2", "ml-4")).toBe("ml-4");
});

test("a text's colour, size and alignment are three properties", () => {
  expect(cn("text-sm text-muted", "text-right", "text-bad")).toBe("text-sm text-right text-bad");
});

test("a class under a condition replaces only one under the same condition", () => {
  expect(cn("hover:bg-sunken bg-surface", "hover:bg-surface")).toBe("bg-surface hover:bg-surface");
});

test("the gap and the overflow of one direction stand beside those of the other", () => {
  expect(cn("flex gap-x-6 gap-y-1", "py-1")).toBe("flex gap-x-6 gap-y-1 py-1");
  expect(cn("gap-x-6 gap-y-1", "gap-2")).toBe("gap-2");
  expect(cn("overflow-x-auto overflow-y-hidden", "overflow-y-scroll")).toBe("overflow-x-auto overflow-y-scroll");
});
