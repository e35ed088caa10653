import { expect, test } from "vitest";
import { candidatesOf, keyOf, resourcesToMap, searched } from "./discovery-choice.ts";

const found = (name: string, more = {}) => ({
  name,
  arn: null,
  region: "eu-central-1",
  mappedAs: null,
  residency: "eu",
  ownerProjectId: "orders",
  ...more,
});
const named = { ...found("typed"), isNamed: true };

test("what was named by hand stands first, and once", () => {
  const names = (list: { name: string }[]) => list.map(({ name }) => name);
  expect(names(candidatesOf([found("a")], [named]))).toEqual(["typed", "a"]);
  expect(candidatesOf([found("typed")], [named])).toMatchObject([{ name: "typed", isNamed: false }]);
});

test("a search looks at names and regions; what is mapped can be left out", () => {
  const all = candidatesOf(
    [found("Orders"), found("other", { region: "us-east-1" }), found("old", { mappedAs: "1" })],
    [],
  );
  expect(searched(all, "ORD", false)).toMatchObject([{ name: "Orders" }]);
  expect(searched(all, "us-", false)).toMatchObject([{ name: "other" }]);
  expect(searched(all, "", true)).toHaveLength(2);
});

test("what is chosen is mapped as suggested or as changed, and never twice", () => {
  const all = candidatesOf([found("a"), found("b"), found("c"), found("d", { mappedAs: "1" })], []);
  const key = (name: string) => keyOf({ name, region: "eu-central-1" });
  const edits = new Map([[key("b"), { residency: "us", ownerProjectId: null }]]);
  expect(resourcesToMap("bucket", all, new Set([key("a"), key("b"), key("d")]), edits)).toEqual([
    { kind: "bucket", name: "a", region: "eu-central-1", residency: "eu", ownerProjectId: "orders" },
    { kind: "bucket", name: "b", region: "eu-central-1", residency: "us", ownerProjectId: null },
  ]);
});
