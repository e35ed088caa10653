import { expect, test } from "vitest";
import { chooseLocale } from "./locale.ts";

test("what a person chose wins over what the browser asks for", () => {
  expect(chooseLocale("en", "zh-CN,zh;q=0.9")).toBe("en");
  expect(chooseLocale("zh-CN", "en")).toBe("zh-CN");
});

test("without a choice the most wanted language that Slipway speaks is taken", () => {
  expect(chooseLocale(undefined, "de-DE,de;q=0.9,zh-TW;q=0.8,en;q=0.7")).toBe("zh-CN");
  expect(chooseLocale(undefined, "zh;q=0.2,en-GB;q=0.9")).toBe("en");
  expect(chooseLocale(undefined, "zh;q=0, fr")).toBe("en");
  expect(chooseLocale("tlh", null)).toBe("en");
});
