import { expect, test } from "vitest";
import { expandVariables } from "./environment.ts";

test.each([
  ["$(NAME)-$(NAME)", "a-a"],
  ["$(MISSING)", "$(MISSING)"],
  ["$$(NAME)", "$(NAME)"],
  ["$$$(NAME)", "$a"],
  ["$(toString)", "$(toString)"],
])("%s expands to %s", (text, expanded) => {
  expect(expandVariables(text, { NAME: "a" })).toBe(expanded);
});
