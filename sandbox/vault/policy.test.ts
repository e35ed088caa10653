import { describe, expect, test } from "vitest";
import { capabilitiesOn, type PolicyRule, policyText } from "./policy.ts";

const on = (rules: PolicyRule[], path: string) => capabilitiesOn({ p: rules }, ["p"], path);
const rule = (path: string, ...capabilities: string[]) => ({ path, capabilities });

describe("a pattern", () => {
  test.each([
    ["secret/data/a", "secret/data/a", true],
    ["secret/data/a", "secret/data/a/b", false],
    ["secret/data/*", "secret/data/a/b/c", true],
    ["secret/data/*", "secret/data", false],
    ["secret/data/or*", "secret/data/orders/x", true],
    ["secret/data/or*", "secret/data/other", false],
    ["secret/+/a", "secret/data/a", true],
    ["secret/+/a", "secret/data/b/a", false],
    ["secret/+/a", "secret//a", false],
    ["secret/da+/a", "secret/data/a", false],
    ["+/+/team-*", "secret/data/team-a/x", true],
    ["*", "anything/at/all", true],
  ])("%s on %s: %s", (pattern, path, allowed) => {
    expect(on([rule(pattern, "read")], path)).toEqual(allowed ? ["read"] : ["deny"]);
  });
});

describe("of several patterns the most specific decides alone", () => {
  test.each([
    ["the one whose first wildcard comes later", "secret/data/orders/*", "secret/data/*", "secret/data/orders/x"],
    ["exact before glob", "secret/data/a", "secret/data/a*", "secret/data/a"],
    ["the one that does not end in a glob", "secret/data/+/x", "secret/data/*", "secret/data/orders/x"],
    ["the one with fewer plus signs", "secret/+/orders/x", "secret/+/+/x", "secret/data/orders/x"],
    ["the longer one", "secret/+/orders*", "secret/+/ord*", "secret/data/orders"],
  ])("%s", (_case, winner, loser, path) => {
    for (const rules of [
      [rule(winner, "read"), rule(loser, "update")],
      [rule(loser, "update"), rule(winner, "read")],
    ]) {
      expect(on(rules, path)).toEqual(["read"]);
    }
  });
});

test("rules of one pattern in several policies add up, and deny beats them", () => {
  const policies = { a: [rule("x/*", "read")], b: [rule("x/*", "list")], c: [rule("x/*", "deny")] };
  expect(capabilitiesOn(policies, ["a", "b"], "x/y")).toEqual(["list", "read"]);
  expect(capabilitiesOn(policies, ["a", "b", "c"], "x/y")).toEqual(["deny"]);
  expect(capabilitiesOn(policies, ["unknown"], "x/y")).toEqual(["deny"]);
  expect(capabilitiesOn(policies, ["root"], "x/y")).toEqual(["root"]);
});

test("a policy is written as HCL", () => {
  expect(policyText([rule("a/*", "read", "list"), rule("b", "deny")])).toBe(
    'path "a/*" {\n  capabilities = ["read", "list"]\n}\n\npath "b" {\n  capabilities = ["deny"]\n}\n',
  );
});
