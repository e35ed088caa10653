import { fc, test as property } from "@fast-check/vitest";
import { expect, test } from "vitest";
import { allowsRead, parsePolicy } from "./policy.ts";

test("the simple form is read, with comments and other settings passed over", () => {
  const hcl = `
    # Orders reads its own secrets
    path "secret/data/orders/*" {
      capabilities = ["read", "list"] // not more
      allowed_parameters = { "a" = ["b"] }
    }
    /* path "secret/*" { capabilities = ["sudo"] } */
    path "secret/data/has#hash" { capabilities = [ "deny" ] }`;
  expect(parsePolicy(hcl)).toEqual([
    { path: "secret/data/orders/*", capabilities: ["read", "list"] },
    { path: "secret/data/has#hash", capabilities: ["deny"] },
  ]);
});

const rule = (path: string, ...capabilities: string[]) => ({ path, capabilities });
const secret = "secret/data/orders/db-password";

test.each([
  ["nothing allows nothing", [], false],
  ["the path itself", [rule(secret, "read")], true],
  ["a prefix", [rule("secret/data/orders/*", "read")], true],
  ["a prefix within a segment", [rule("secret/data/ord*", "read")], true],
  ["another prefix", [rule("secret/data/billing/*", "read")], false],
  ["one segment of any name", [rule("secret/data/+/db-password", "read")], true],
  ["+ is one segment, not two", [rule("secret/+/db-password", "read")], false],
  ["list is not read", [rule(secret, "list")], false],
  ["a denial of the same path", [rule(secret, "read"), rule(secret, "deny")], false],
  ["a denial that is less specific", [rule("secret/*", "deny"), rule("secret/data/orders/*", "read")], true],
  ["a denial that is more specific", [rule("secret/*", "read"), rule(secret, "deny")], false],
  [
    "a later wildcard outweighs an earlier one",
    [rule("secret/data/+/db-password", "deny"), rule("secret/data/orders/*", "read")],
    true,
  ],
  [
    "the most specific path counts alone, even if it gives less",
    [rule("secret/*", "read"), rule("secret/data/*", "list")],
    false,
  ],
])("%s", (_, rules, allowed) => {
  expect(allowsRead(rules, secret)).toBe(allowed);
});

property.prop([
  fc.array(fc.constantFrom(rule("*", "read"), rule("secret/*", "read"), rule("secret/data/+/*", "read"))),
])("a denial of the very path can't be outweighed", (rules) => {
  expect(allowsRead([...rules, rule(secret, "deny")], secret)).toBe(false);
});
