import { describe, expect } from "vitest";
import { namespaceGrants } from "#db/schema/clusters.ts";
import { test, type World } from "#lib/testing/world.ts";
import { countToDecide, getRequest, listRequests } from "./request-queries.ts";
import { requestsOf } from "./testing/requests.ts";

const failed = (code: string) => ({ ok: false, error: { code } });

/** What somebody finds in their inbox, and what its badge says. */
async function inboxOf(world: World, userId: string) {
  const ctx = await world.contextOf(userId);
  const [list, count] = [await listRequests.execute(ctx, { box: "decide" }), await countToDecide.execute(ctx, {})];
  if (!list.ok || !count.ok) throw new Error("The inbox could not be read");
  return { ids: list.data.rows.map(({ id }) => id), count: count.data };
}

/** A bucket of orders that an editor of orders asks for, and another project with an owner. */
async function bucketAsked(world: World) {
  const requests = requestsOf(world);
  const namespaceId = await world.namespace("orders-batch");
  await world.grant(namespaceId, world.orders);
  const serviceAccountId = await world.serviceAccount(namespaceId, world.orders, "runner");
  const cloudResourceId = await world.resource("bucket", "acme-orders", world.orders);
  const snapshot = { kind: "binding", serviceAccountId, cloudResourceId, access: "read" } as const;
  return { ...requests, cloudResourceId, requestId: await requests.asked(world.people.editor, snapshot) };
}

describe("a request whose owner changes while it waits", () => {
  test("is the new owner's to decide at once, and no longer the old one's", async ({ world }) => {
    const { owner, stranger } = world.people;
    const { ownResource, decide, requestId, cloudResourceId, rowOf } = await bucketAsked(world);
    expect(await inboxOf(world, owner)).toEqual({ ids: [requestId], count: 1 });
    await ownResource(cloudResourceId, world.payments);

    expect(await inboxOf(world, owner)).toEqual({ ids: [], count: 0 });
    expect(await inboxOf(world, stranger)).toEqual({ ids: [requestId], count: 1 });
    expect(await getRequest.execute(await world.contextOf(owner), { requestId })).toMatchObject(failed("not-found"));
    expect(await decide(owner, requestId)).toMatchObject(failed("not-found"));
    expect(await decide(owner, requestId, { decision: "reject" })).toMatchObject(failed("not-found"));
    expect(await decide(stranger, requestId)).toMatchObject({ ok: true, data: { state: "approved" } });
    expect(await rowOf(requestId)).toMatchObject({ decidingProjectId: world.payments, decidedBy: stranger });
    expect((await world.auditOf("cloud-resource.update"))[0]?.detail).toMatchObject({ requestsMoved: [requestId] });
  });

  test("goes to the admins where nobody owns it any more, and from them to who owns it then", async ({ world }) => {
    const { asked, ownNamespace, decide } = requestsOf(world);
    const { editor, stranger, admin } = world.people;
    const namespaceId = await world.namespace("shared-batch");
    await ownNamespace(namespaceId, world.payments);
    const requestId = await asked(editor, { kind: "namespace", namespaceId });
    await ownNamespace(namespaceId, null);
    expect(await decide(stranger, requestId)).toMatchObject(failed("not-found"));
    expect((await inboxOf(world, admin)).ids).toEqual([requestId]);
    await ownNamespace(namespaceId, world.payments);
    expect(await decide(stranger, requestId)).toMatchObject({ ok: true });
    expect(await world.db.select().from(namespaceGrants)).toMatchObject([{ namespaceId, projectId: world.orders }]);
  });

  test("stays its requester's: who becomes its owner does not decide their own", async ({ world }) => {
    const { asked, ownNamespace, decide } = requestsOf(world);
    const namespaceId = await world.namespace("shared-batch");
    const requestId = await asked(world.people.owner, { kind: "namespace", namespaceId });
    await ownNamespace(namespaceId, world.orders);
    expect(await decide(world.people.owner, requestId)).toMatchObject(failed("denied"));
    expect((await inboxOf(world, world.people.owner)).ids).toEqual([]);
  });

  test("stays as it was decided once it is", async ({ world }) => {
    const { ownResource, decide, requestId, cloudResourceId, rowOf } = await bucketAsked(world);
    expect(await decide(world.people.owner, requestId, { decision: "reject" })).toMatchObject({ ok: true });
    await ownResource(cloudResourceId, world.payments);
    expect(await rowOf(requestId)).toMatchObject({
      state: "rejected",
      decidingProjectId: world.orders,
      decidedBy: world.people.owner,
    });
    const moved = world.database.sql`update access_requests set deciding_project_id = null`;
    await expect(moved).rejects.toThrow(/a decision stands/);
  });

  test("leaves other requests where they are", async ({ world }) => {
    const { asked, ownResource, cloudResourceId, rowOf } = await bucketAsked(world);
    const role = await asked(world.people.viewer, { kind: "project-role", role: "editor" });
    const namespace = await asked(world.people.viewer, {
      kind: "namespace",
      namespaceId: await world.namespace("shared-batch"),
    });
    await ownResource(cloudResourceId, world.payments);
    expect((await rowOf(role)).decidingProjectId).toBe(world.orders);
    expect((await rowOf(namespace)).decidingProjectId).toBeNull();
  });

  test("is decided by one of the two owners who meet: no grant is given by who owns it no longer", async ({
    world,
  }) => {
    const { ownResource, decide, requestId, cloudResourceId, rowOf } = await bucketAsked(world);
    const [, decided] = await Promise.all([
      ownResource(cloudResourceId, world.payments),
      decide(world.people.owner, requestId),
    ]);
    const row = await rowOf(requestId);
    // Either the approval came first and stands as the old owner's, or the request waits for the new one.
    expect([decided.ok, row.state, row.decidingProjectId]).toEqual(
      decided.ok ? [true, "approved", world.orders] : [false, "pending", world.payments],
    );
    if (!decided.ok) expect(decided.error.code).toMatch(/^(conflict|not-found)$/);
  });
});
