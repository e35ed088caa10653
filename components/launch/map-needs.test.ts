import { expect, test } from "vitest";
import type { ResourceView } from "#lib/access/client.ts";
import { fitToPlacement, matchByName, needNameOf, pickBucket } from "./map-needs.ts";

const blocked = { code: "not-bound", params: { name: "x" } };
const resource = (name: string, obstacle: ResourceView["obstacle"] = null): ResourceView => ({
  id: `id of ${name}`,
  name,
  region: "eu-central-1",
  residency: "eu",
  access: obstacle ? [] : ["read"],
  prefixes: [""],
  arn: null,
  cloudAccountId: "account",
  obstacle,
});

test("a name is the resource of that name before one whose path ends with it", () => {
  const options = [resource("secret/orders/db"), resource("orders/db")];
  expect(matchByName("orders/db", options)?.name).toBe("orders/db");
});

test("in Vault a name is found below the mount", () => {
  expect(matchByName("orders/db", [resource("secret/orders/db")])?.name).toBe("secret/orders/db");
});

test("a part of a name is not the name", () => {
  expect(matchByName("db", [resource("orders/user-db")])).toBeUndefined();
  expect(matchByName("orders/db", [resource("db")])).toBeUndefined();
  expect(matchByName("", [resource("")])).toBeUndefined();
});

test("of several that fit, one that may be used is taken; one that may not is still found, so that its reason is shown", () => {
  const open = resource("b/orders/db");
  expect(matchByName("orders/db", [resource("a/orders/db", blocked), open])).toBe(open);
  expect(matchByName("orders/db", [resource("orders/db", blocked)])?.obstacle).toBe(blocked);
});

test("a secret chosen in Vault is asked for elsewhere without its mount", () => {
  expect(needNameOf({ name: "secret/orders/db" }, "datacenter")).toBe("orders/db");
  expect(needNameOf({ name: "orders/db" }, "aws")).toBe("orders/db");
});

test("the bucket stays while it may be used, else the usable one most like it is taken", () => {
  const buckets = [resource("acme-payments-eu"), resource("acme-orders-eu"), resource("acme-orders-old", blocked)];
  expect(pickBucket(buckets, { id: "id of acme-payments-eu", name: "acme-orders-dc" })?.name).toBe("acme-payments-eu");
  expect(pickBucket(buckets, { id: null, name: "acme-orders-dc" })?.name).toBe("acme-orders-eu");
  expect(pickBucket([resource("a", blocked)], { id: null, name: "a" })).toBeUndefined();
});

const form = {
  bucket: { id: null as string | null, name: "acme-orders-dc", unused: false },
  repository: { id: null as string | null, name: "orders/report" },
  secrets: [{ id: null as string | null, name: "orders/db", file: "db" }],
};

test("there and back again every choice is what it was", () => {
  const dc = {
    buckets: [resource("acme-orders-dc")],
    repositories: [resource("orders/report")],
    secrets: [resource("secret/orders/db")],
  };
  const eu = { buckets: [resource("acme-orders-eu")], repositories: [], secrets: [resource("orders/db")] };
  const inDc = fitToPlacement(form, dc);
  const inEu = fitToPlacement(inDc, eu);
  expect(inEu.secrets[0]).toEqual({ id: "id of orders/db", name: "orders/db", file: "db" });
  expect(inEu.repository).toEqual({ id: null, name: "orders/report" });
  expect(fitToPlacement(inEu, dc)).toEqual(inDc);
});

test("who goes without a bucket is not given one", () => {
  const without = { ...form, bucket: { id: null, name: "", unused: true } };
  expect(fitToPlacement(without, { buckets: [resource("b")], repositories: [], secrets: [] }).bucket.id).toBeNull();
});
