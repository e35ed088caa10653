import { eq } from "drizzle-orm";
import { describe, expect } from "vitest";
import { cloudResources, residencyRules, serviceAccountBindings } from "#db/schema/cloud.ts";
import { clusters } from "#db/schema/clusters.ts";
import { test, type World } from "#lib/testing/world.ts";
import { allowCrossing } from "./register-resource.ts";
import { closeCrossing, listLines } from "./residency-lines.ts";
import { getResource, listResources } from "./resource-queries.ts";
import { unmapResource } from "./unmap-resource.ts";
import { updateResource } from "./update-resource.ts";

async function placed(world: World) {
  const namespaceId = await world.namespace("orders-batch");
  await world.grant(namespaceId, world.orders);
  const account = await world.serviceAccount(namespaceId, world.orders, "orders-batch-runner");
  const bucket = await world.resource("bucket", "acme-orders-eu", world.orders);
  return { account, bucket, admin: await world.contextOf(world.people.admin) };
}
const data = <T>(result: { ok: true; data: T } | { ok: false; error: { message: string } }): T => {
  if (!result.ok) throw new Error(result.error.message);
  return result.data;
};
const past = new Date(Date.now() - 60_000);

describe("the list of what is mapped", () => {
  test("is searched, filtered, sorted and counted on the server", async ({ world }) => {
    const { account, bucket, admin } = await placed(world);
    await world.bind(account, bucket, "read");
    await world.bind(account, bucket, "write", { expiresAt: past });
    await world.resource("secret", "payments/ledger-key", world.payments);
    await world.resource("image-repository", "tools/greeting", null);
    const list = async (input: Parameters<typeof listResources.execute>[1]) => {
      const { rows, total } = data(await listResources.execute(admin, input));
      return { names: rows.map(({ name }) => name), total, rows };
    };
    expect(await list({})).toMatchObject({
      names: ["acme-orders-eu", "payments/ledger-key", "tools/greeting"],
      total: 3,
    });
    expect((await list({ sort: "-name" })).names[0]).toBe("tools/greeting");
    expect((await list({ search: "LEDGER" })).names).toEqual(["payments/ledger-key"]);
    expect((await list({ search: "%" })).names).toEqual([]);
    expect((await list({ kind: "bucket" })).rows).toMatchObject([{ owner: { slug: "orders" }, bindings: 1 }]);
    expect((await list({ owner: "none" })).names).toEqual(["tools/greeting"]);
    expect((await list({ owner: world.payments })).names).toEqual(["payments/ledger-key"]);
    expect(await list({ page: 2 })).toMatchObject({ names: [], total: 3 });
  });

  test("is read by admins and auditors alone", async ({ world }) => {
    const refused = await listResources.execute(await world.contextOf(world.people.owner), {});
    expect(refused).toMatchObject({ ok: false, error: { code: "denied" } });
    expect((await listResources.execute(await world.contextOf(world.people.auditor), {})).ok).toBe(true);
  });
});

describe("unmapping", () => {
  test("is refused while a binding holds, and says whose; an ended one is no obstacle", async ({ world }) => {
    const { account, bucket, admin } = await placed(world);
    await world.bind(account, bucket, "read");
    const refused = await unmapResource.execute(admin, { resourceId: bucket });
    expect(refused).toMatchObject({
      ok: false,
      error: {
        code: "refused",
        message: expect.stringContaining("orders-batch-runner in orders-batch on eks-frankfurt"),
      },
    });
    await world.db.update(serviceAccountBindings).set({ expiresAt: past });
    expect((await unmapResource.execute(admin, { resourceId: bucket })).ok).toBe(true);
    expect(await world.db.select().from(cloudResources)).toEqual([]);
    expect(await world.auditOf("cloud-resource.unmap")).toMatchObject([
      { outcome: "refused" },
      { outcome: "done", detail: { before: { name: "acme-orders-eu" } } },
    ]);
  });

  test("is refused for the bucket that keeps a cluster's logs", async ({ world }) => {
    const { bucket, admin } = await placed(world);
    await world.db.update(clusters).set({ logBucketId: bucket });
    expect(await unmapResource.execute(admin, { resourceId: bucket })).toMatchObject({
      ok: false,
      error: { code: "refused", message: "acme-orders-eu keeps the logs of eks-frankfurt" },
    });
  });
});

describe("another residency", () => {
  test("is refused where it would close a use, by name, until that many are accepted", async ({ world }) => {
    const { account, bucket, admin } = await placed(world);
    await world.bind(account, bucket, "read");
    const update = (residency: string, closes = 0) =>
      updateResource.execute(admin, { resourceId: bucket, residency, ownerProjectId: world.orders, closes });
    const seen = data(await getResource.execute(admin, { resourceId: bucket, residency: "us" }));
    expect([seen.uses.length, seen.keptOut.length]).toEqual([1, 1]);
    expect(await update("us")).toMatchObject({
      ok: false,
      error: {
        code: "refused",
        message: expect.stringContaining("orders-batch-runner in orders-batch on eks-frankfurt"),
      },
    });
    expect(await update("us", 2)).toMatchObject({ ok: false, error: { code: "refused" } });
    expect(await update("us", 1)).toMatchObject({ ok: true, data: { closed: [expect.any(String)] } });
    expect(await world.auditOf("cloud-resource.update")).toMatchObject([
      { outcome: "refused" },
      { outcome: "refused" },
      { outcome: "done", detail: { before: { residency: "eu" }, after: { residency: "us" } } },
    ]);
  });

  test("closes nothing over an open line, nor for a secret", async ({ world }) => {
    const { account, bucket, admin } = await placed(world);
    await world.bind(account, bucket, "read");
    await world.db.insert(residencyRules).values({ fromResidency: "us", toResidency: "eu", reason: "reports" });
    expect(await updateResource.execute(admin, { resourceId: bucket, residency: "us" })).toMatchObject({
      ok: true,
      data: { closed: [] },
    });
    const secret = await world.resource("secret", "orders/key", null);
    await world.bind(account, secret, "read");
    expect((await updateResource.execute(admin, { resourceId: secret, residency: "us" })).ok).toBe(true);
    const [row] = await world.db.select().from(cloudResources).where(eq(cloudResources.id, bucket));
    expect(row).toMatchObject({ residency: "us", ownerProjectId: null });
  });

  test("is for an owner that exists", async ({ world }) => {
    const { bucket, admin } = await placed(world);
    const ownerProjectId = crypto.randomUUID();
    expect(await updateResource.execute(admin, { resourceId: bucket, residency: "eu", ownerProjectId })).toMatchObject({
      ok: false,
      error: { code: "not-found" },
    });
  });
});

test("a line is opened with a reason, listed with what crosses it, and closed", async ({ world }) => {
  const { account, admin } = await placed(world);
  const far = await world.resource("bucket", "acme-orders-us", world.orders, "us");
  await world.bind(account, far, "read");
  expect((await allowCrossing.execute(admin, { from: "us", to: "eu", reason: "Reports of sales" })).ok).toBe(true);
  expect(data(await listLines.execute(admin, {}))).toMatchObject({
    lines: [{ from: "us", to: "eu", reason: "Reports of sales", bindings: 1 }],
    residencies: ["eu", "us"],
  });
  expect((await closeCrossing.execute(admin, { from: "us", to: "eu" })).ok).toBe(true);
  expect(data(await listLines.execute(admin, {})).lines).toEqual([]);
  expect(await closeCrossing.execute(admin, { from: "us", to: "eu" })).toMatchObject({
    ok: false,
    error: { code: "not-found" },
  });
  expect(await world.auditOf("residency.close")).toMatchObject([
    { outcome: "done", detail: { before: { reason: "Reports of sales" } } },
    { outcome: "refused" },
  ]);
});
