import { fc, test as property } from "@fast-check/vitest";
import { expect, test } from "vitest";
import { returnPath } from "./return-path.ts";

test("a page of the portal is returned to with its query and line", () => {
  expect(returnPath("/projects/orders/runs?state=failed#L8")).toBe("/projects/orders/runs?state=failed#L8");
});

test.each([
  "https://evil.example",
  "//evil.example",
  "/\\evil.example",
  "/\t/evil.example",
  "javascript:alert(1)",
  "/sign-in?to=/",
  "/api/auth/signout",
  "",
  null,
])("%j leads to the start", (wanted) => expect(returnPath(wanted)).toBe("/"));

property.prop([
  fc.oneof(
    fc.string(),
    fc.webUrl(),
    fc.string().map((text) => `/${text}`),
  ),
])("no text leads to another site", (text) => {
  const there = new URL(returnPath(text), "https://slipway.example");
  expect(there.origin).toBe("https://slipway.example");
});
