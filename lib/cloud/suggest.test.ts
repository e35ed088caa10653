import { fc, test as property } from "@fast-check/vitest";
import { expect, test } from "vitest";
import { residencyOfRegion, suggestOwner } from "./suggest.ts";

const projects = ["orders", "payments", "orders-archive"].map((slug) => ({ slug }));

test.each([
  ["acme-orders-eu", "orders"],
  ["orders/report", "orders"],
  ["secret/payments/ledger-key", "payments"],
  ["acme-orders-archive-eu", "orders-archive"],
  ["payments-for-orders", "payments"],
  ["Orders_Raw", "orders"],
  ["reorders-eu", null],
  ["acme-slipway-logs-eu", null],
])("%s is of %s", (name, slug) => {
  expect(suggestOwner(name, projects)?.slug ?? null).toBe(slug);
});

property.prop([fc.string(), fc.array(fc.string())])("whoever is suggested is named, word by word", (name, slugs) => {
  const owner = suggestOwner(
    name,
    slugs.map((slug) => ({ slug })),
  );
  const plain = (text: string) =>
    ` ${text
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, " ")
      .trim()} `;
  if (owner) expect(plain(name)).toContain(plain(owner.slug));
});

test.each([
  ["eu-central-1", "eu"],
  ["us-gov-west-1", "us"],
  ["ap-south-1", null],
  ["europe", null],
])("data of region %s stays in %s", (region, residency) => {
  expect(residencyOfRegion(region)).toBe(residency);
});
