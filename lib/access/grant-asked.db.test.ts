import fc from "fast-check";
import { describe, expect } from "vitest";
import { serviceAccountBindings } from "#db/schema/cloud.ts";
import { serviceAccounts } from "#db/schema/clusters.ts";
import { test, type World } from "#lib/testing/world.ts";
import { requestsOf } from "./testing/requests.ts";

const failed = (code: string, message: RegExp) => ({
  ok: false,
  error: { code, message: expect.stringMatching(message) },
});

describe("approving a binding", () => {
  async function bindingAsked(world: World) {
    const requests = requestsOf(world);
    const namespaceId = await world.namespace("orders-batch");
    await world.grant(namespaceId, world.orders);
    const serviceAccountId = await world.serviceAccount(namespaceId, world.orders, "runner");
    const cloudResourceId = await world.resource("bucket", "acme-orders", world.orders);
    const snapshot = { kind: "binding", serviceAccountId, cloudResourceId, access: "read", prefix: "input/" } as const;
    const requestId = await requests.asked(world.people.editor, snapshot, 90);
    const bindings = () => world.db.select().from(serviceAccountBindings);
    return { ...requests, snapshot, requestId, bindings, namespaceId };
  }

  test("binds exactly what was asked, until then", async ({ world }) => {
    const { decide, requestId, bindings, snapshot, rowOf } = await bindingAsked(world);
    expect(await decide(world.people.owner, requestId)).toMatchObject({ ok: true });
    const { kind: _, ...binding } = snapshot;
    const { grantedUntil: expiresAt } = await rowOf(requestId);
    expect(expiresAt).not.toBeNull();
    expect(await bindings()).toMatchObject([{ ...binding, expiresAt, grantedBy: world.people.owner }]);
  });

  test("never binds another thing, or for longer, than the two of them said: over any request and decision", async ({
    world,
  }) => {
    const { asked, decide, bindings, snapshot } = await bindingAsked(world);
    const days = fc.option(fc.integer({ min: 1, max: 365 }));
    const ending = fc.stringMatching(/^[a-z0-9/]{0,12}$/);
    let turn = 0;
    await fc.assert(
      fc.asyncProperty(ending, fc.constantFrom("read", "write"), days, days, async (end, access, wanted, shorter) => {
        // None is below another, which would be held already.
        turn += 1;
        const below = `turn-${turn}/${end}`;
        const before = await bindings();
        const request = await asked(world.people.editor, { ...snapshot, prefix: below, access }, wanted);
        const decided = await decide(world.people.owner, request, { days: shorter });
        const [made, ...more] = (await bindings()).filter(({ id }) => !before.some((one) => one.id === id));
        const { serviceAccountId, cloudResourceId } = snapshot;
        expect(made).toMatchObject({ serviceAccountId, cloudResourceId, access, prefix: below });
        expect(more).toEqual([]);
        const limits = [wanted, shorter].filter((limit) => limit !== null);
        const granted = made?.expiresAt ? Math.round((made.expiresAt.getTime() - Date.now()) / 86_400_000) : null;
        expect(granted).toBe(limits.length > 0 ? Math.min(...limits) : null);
        expect(decided).toMatchObject({ ok: true, data: { grantedUntil: made?.expiresAt } });
      }),
      { numRuns: 12 },
    );
  });

  test("is refused once the service account is another project's, is gone, or the line between residencies has closed", async ({
    world,
  }) => {
    const { decide, requestId, bindings, snapshot, rowOf } = await bindingAsked(world);
    const { sql } = world.database;
    await sql`update cloud_resources set residency = 'us'`;
    expect(await decide(world.people.owner, requestId)).toMatchObject(failed("refused", /from us to eu/));
    await sql`update cloud_resources set residency = 'eu'`;
    await sql`update service_accounts set project_id = ${world.payments}`;
    expect(await decide(world.people.owner, requestId)).toMatchObject(failed("conflict", /no longer there/));
    await sql`delete from service_accounts where id = ${snapshot.serviceAccountId}`;
    expect(await decide(world.people.owner, requestId)).toMatchObject(failed("conflict", /no longer there/));
    expect(await bindings()).toEqual([]);
    expect((await rowOf(requestId)).state).toBe("pending");
    expect((await world.auditOf("request.decide")).map(({ code }) => code)).toEqual([
      "refused",
      "conflict",
      "conflict",
    ]);
  });

  test("is refused where the resource was given another owner past Slipway, or is another account's", async ({
    world,
  }) => {
    const { decide, requestId, bindings } = await bindingAsked(world);
    const { sql } = world.database;
    await sql`update cloud_resources set owner_project_id = ${world.payments}`;
    expect(await decide(world.people.owner, requestId)).toMatchObject(failed("conflict", /another owner/));
    await sql`update cloud_resources set owner_project_id = ${world.orders}`;
    const [other] =
      await sql`insert into cloud_accounts (name, kind, config) values ('other', 'aws', '{}') returning id`;
    await sql`update cloud_resources set cloud_account_id = ${other?.id}`;
    expect(await decide(world.people.owner, requestId)).toMatchObject(failed("conflict", /no longer there/));
    expect(await bindings()).toEqual([]);
  });
});

describe("approving a service account", () => {
  test("takes what its pods act as, which the admin says", async ({ world }) => {
    const { asked, decide, ask } = requestsOf(world);
    const namespaceId = await world.namespace("orders-batch");
    await world.grant(namespaceId, world.orders);
    await world.grant(namespaceId, world.payments);
    const snapshot = { kind: "service-account", namespaceId, name: "runner" } as const;
    const requestId = await asked(world.people.editor, snapshot);
    const { admin, owner, stranger } = world.people;
    const roleArn = "arn:aws:iam::111122223333:role/orders";

    expect(await decide(owner, requestId, { identity: { roleArn } })).toMatchObject(failed("not-found", /request/));
    expect(await decide(admin, requestId)).toMatchObject(failed("invalid", /IAM role/));
    expect(await decide(admin, requestId, { identity: { roleArn, accessKeySecret: "key" } })).toMatchObject(
      failed("invalid", /one of the two/),
    );
    expect(await decide(admin, requestId, { identity: { roleArn } })).toMatchObject({ ok: true });
    expect(await world.db.select().from(serviceAccounts)).toMatchObject([
      {
        namespaceId,
        projectId: world.orders,
        clusterId: world.clusterId,
        name: "runner",
        roleArn,
        accessKeySecret: null,
      },
    ]);
    // Two projects must not act as one.
    expect(await ask(stranger, snapshot, null, "payments")).toMatchObject(failed("refused", /already/));
  });

  test("is refused once the project may not run there any more", async ({ world }) => {
    const { asked, decide } = requestsOf(world);
    const namespaceId = await world.namespace("orders-batch");
    await world.grant(namespaceId, world.orders);
    const requestId = await asked(world.people.editor, { kind: "service-account", namespaceId, name: "runner" });
    await world.database.sql`update namespace_grants set expires_at = now()`;
    const identity = { accessKeySecret: "key" };
    expect(await decide(world.people.admin, requestId, { identity })).toMatchObject(failed("refused", /may not run/));
    expect(await world.db.select().from(serviceAccounts)).toEqual([]);
  });
});
