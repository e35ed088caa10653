import { drizzle } from "drizzle-orm/postgres-js";
import { describe, expect } from "vitest";
import { tables } from "#db/tables.ts";
import { allowCrossing } from "#lib/cloud/register-resource.ts";
import { test } from "#lib/testing/world.ts";
import { explainPlacement } from "./explain-placement.ts";

const past = new Date(Date.now() - 60_000);
const codes = (options: { name: string; obstacle: { code: string } | null }[]) =>
  Object.fromEntries(options.map((option) => [option.name, option.obstacle?.code ?? "open"]));

describe("explainPlacement", () => {
  test("offers what is granted and bound, and says why of everything else", async ({ world }) => {
    const batch = await world.namespace("orders-batch");
    const other = await world.namespace("payments-batch");
    const ended = await world.namespace("old-batch");
    await world.grant(batch, world.orders);
    await world.grant(other, world.payments);
    await world.grant(ended, world.orders, past);
    const account = await world.serviceAccount(batch, world.orders, "orders-runner");
    const open = await world.resource("bucket", "acme-orders", world.orders);
    await world.bind(account, open, "read");
    await world.resource("bucket", "acme-unbound", world.orders);
    const late = await world.resource("secret", "orders/old", world.orders);
    await world.bind(account, late, "read", { expiresAt: past });
    const abroad = await world.resource("bucket", "acme-us", world.orders, "us");
    await world.bind(account, abroad, "read");

    const placement = await explainPlacement(world.db, {
      projectId: world.orders,
      projectName: "orders",
      clusterId: world.clusterId,
      namespaceId: batch,
    });

    expect(codes(placement.clusters)).toEqual({ "eks-frankfurt": "open" });
    expect(codes(placement.namespaces)).toEqual({
      "orders-batch": "open",
      "payments-batch": "not-granted",
      "old-batch": "grant-ended",
    });
    expect(placement.serviceAccount?.name).toBe("orders-runner");
    expect(codes(placement.buckets)).toEqual({
      "acme-orders": "open",
      "acme-unbound": "not-bound",
      "acme-us": "residency",
    });
    expect(codes(placement.secrets)).toEqual({ "orders/old": "binding-ended" });
  });

  test("opens a line between residencies once a policy allows that crossing, and the other way not", async ({
    world,
  }) => {
    const batch = await world.namespace("orders-batch");
    await world.grant(batch, world.orders);
    const account = await world.serviceAccount(batch, world.orders, "orders-runner");
    await world.bind(account, await world.resource("bucket", "acme-us", world.orders, "us"), "read");
    await world.bind(account, await world.resource("bucket", "acme-dc", world.orders, "dc"), "read");
    const admin = await world.contextOf(world.people.admin);
    await allowCrossing.execute(admin, { from: "us", to: "eu", reason: "published reference data" });
    await allowCrossing.execute(admin, { from: "eu", to: "dc", reason: "backups" });

    const question = { projectId: world.orders, projectName: "orders", clusterId: world.clusterId, namespaceId: batch };
    const { buckets } = await explainPlacement(world.db, question);

    expect(codes(buckets)).toEqual({ "acme-us": "open", "acme-dc": "residency" });
  });

  test("does not tell a project the names of another project's resources", async ({ world }) => {
    const batch = await world.namespace("orders-batch");
    await world.grant(batch, world.orders);
    await world.resource("secret", "payments/ledger-key", world.payments);

    const placement = await explainPlacement(world.db, {
      projectId: world.orders,
      projectName: "orders",
      clusterId: world.clusterId,
      namespaceId: batch,
    });

    expect(placement.secrets).toEqual([]);
  });

  test("keeps a cluster closed to a project that has no namespace there", async ({ world }) => {
    const batch = await world.namespace("payments-batch");
    await world.grant(batch, world.payments);

    const placement = await explainPlacement(world.db, { projectId: world.orders, projectName: "orders" });

    expect(codes(placement.clusters)).toEqual({ "eks-frankfurt": "no-namespace" });
  });

  test("asks the database twice at the most", async ({ world }) => {
    const batch = await world.namespace("orders-batch");
    await world.grant(batch, world.orders);
    const account = await world.serviceAccount(batch, world.orders, "orders-runner");
    await world.bind(account, await world.resource("bucket", "acme-orders", world.orders), "read");
    const heard: string[] = [];
    const logger = { logQuery: (query: string) => void heard.push(query) };
    const db = drizzle(world.database.sql, { schema: tables, logger });
    const question = { projectId: world.orders, projectName: "orders", clusterId: world.clusterId, namespaceId: batch };

    const { buckets } = await explainPlacement(db, question);

    expect(codes(buckets)).toEqual({ "acme-orders": "open" });
    expect(heard).toHaveLength(2);
  });
});
