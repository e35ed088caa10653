import { expect, test } from "vitest";
import { launchKeyOf, newNonce } from "./launch-key.ts";

test("the same content of one form is one launch, and changed content another", () => {
  const nonce = newNonce();
  expect(launchKeyOf(nonce, { args: ["a"] })).toBe(launchKeyOf(nonce, { args: ["a"] }));
  expect(launchKeyOf(nonce, { args: ["a"] })).not.toBe(launchKeyOf(nonce, { args: ["b"] }));
});

test("the same content launched again from a new form is another run", () => {
  expect(launchKeyOf(newNonce(), {})).not.toBe(launchKeyOf(newNonce(), {}));
});

test("a key fits what the launch command takes", () => {
  const key = launchKeyOf(newNonce(), {});
  expect(key.length).toBeGreaterThanOrEqual(8);
  expect(key.length).toBeLessThanOrEqual(100);
});
