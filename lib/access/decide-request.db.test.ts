import { eq } from "drizzle-orm";
import fc from "fast-check";
import { describe, expect } from "vitest";
import { serviceAccountBindings } from "#db/schema/cloud.ts";
import { namespaceGrants, serviceAccounts } from "#db/schema/clusters.ts";
import { projectMembers } from "#db/schema/people.ts";
import { test, type World } from "#lib/testing/world.ts";
import { explainPlacement } from "./explain-placement.ts";
import { requestsOf } from "./testing/requests.ts";
import { withdrawRequest } from "./withdraw-request.ts";

const failed = (code: string, message: RegExp) => ({
  ok: false,
  error: { code, message: expect.stringMatching(message) },
});
const grantsOf = (world: World) => world.db.select().from(namespaceGrants);

/** A namespace that payments owns and orders asks for, so that the owner of payments decides. */
async function namespaceAsked(world: World, days: number | null = 30) {
  const requests = requestsOf(world);
  const namespaceId = await world.namespace("shared-batch");
  await requests.ownNamespace(namespaceId, world.payments);
  const requestId = await requests.asked(world.people.editor, { kind: "namespace", namespaceId }, days);
  return { ...requests, namespaceId, requestId };
}

describe("deciding a request", () => {
  test("works at once, for as long as was asked, and ends by itself by the database's clock", async ({ world }) => {
    const { decide, namespaceId, requestId, rowOf } = await namespaceAsked(world);
    const obstacle = async () => {
      const question = { projectId: world.orders, projectName: "orders", clusterId: world.clusterId };
      const { namespaces } = await explainPlacement(world.db, question);
      return namespaces.find(({ id }) => id === namespaceId)?.obstacle?.code ?? "open";
    };
    expect(await obstacle()).toBe("not-granted");
    expect(await decide(world.people.stranger, requestId, { comment: " Fine " })).toMatchObject({ ok: true });
    expect(await obstacle()).toBe("open");

    const row = await rowOf(requestId);
    expect(row).toMatchObject({
      state: "approved",
      decidedBy: world.people.stranger,
      comment: "Fine",
      onBehalfOf: null,
    });
    expect(await grantsOf(world)).toMatchObject([
      { projectId: world.orders, namespaceId, expiresAt: row.grantedUntil, grantedBy: world.people.stranger },
    ]);
    const [span] = await world.database.sql`
      select extract(epoch from granted_until - decided_at) / 86400 as days from access_requests`;
    expect(Number(span?.days)).toBeCloseTo(30, 5);
    await world.database.sql`update namespace_grants set expires_at = now() - interval '1 millisecond'`;
    expect(await obstacle()).toBe("grant-ended");
  });

  test("grants for fewer days where the decider says so, and never for more than was asked", async ({ world }) => {
    const { asked, decide } = requestsOf(world);
    const { owner, nobody, editor } = world.people;
    const daysGranted = async (userId: string, askedDays: number | null, days: number | null | undefined) => {
      const requestId = await asked(userId, { kind: "project-role", role: "owner" }, askedDays);
      const result = await decide(owner, requestId, days === undefined ? {} : { days });
      await world.db.delete(projectMembers).where(eq(projectMembers.role, "owner"));
      await world.member(world.orders, owner, "owner");
      if (!result.ok || !result.data.grantedUntil) return null;
      return Math.round((result.data.grantedUntil.getTime() - Date.now()) / 86_400_000);
    };
    await world.member(world.orders, nobody, "viewer");
    expect(await daysGranted(nobody, 30, 7)).toBe(7);
    expect(await daysGranted(nobody, 30, 90)).toBe(30);
    expect(await daysGranted(nobody, 30, null)).toBe(30);
    expect(await daysGranted(editor, null, 7)).toBe(7);
    expect(await daysGranted(editor, null, undefined)).toBeNull();
  });

  test("by two approvers at once is decided by one: the other is told, and there is one grant", async ({ world }) => {
    const { decide, requestId, rowOf } = await namespaceAsked(world);
    const { stranger, admin } = world.people;
    const answers = await Promise.all([
      decide(stranger, requestId),
      decide(admin, requestId, { decision: "reject" }),
      decide(admin, requestId),
    ]);
    expect(answers.filter(({ ok }) => ok)).toHaveLength(1);
    for (const answer of answers)
      if (!answer.ok) expect(answer).toMatchObject(failed("conflict", /(approved|rejected) this request already/));
    expect(await grantsOf(world)).toHaveLength((await rowOf(requestId)).state === "approved" ? 1 : 0);
    expect((await world.auditOf("request.decide")).map(({ outcome }) => outcome).sort()).toEqual([
      "done",
      "refused",
      "refused",
    ]);
  });

  test("a second time changes nothing, also with the same answer", async ({ world }) => {
    const { decide, requestId, rowOf } = await namespaceAsked(world);
    expect(await decide(world.people.stranger, requestId)).toMatchObject({ ok: true });
    const before = [await rowOf(requestId), await grantsOf(world)];
    expect(await decide(world.people.stranger, requestId)).toMatchObject(
      failed("conflict", /approved this request already/),
    );
    expect(await decide(world.people.admin, requestId, { decision: "reject" })).toMatchObject(
      failed("conflict", /already/),
    );
    expect([await rowOf(requestId), await grantsOf(world)]).toEqual(before);
  });

  test("is refused for a request that changed under the approver: withdrawn and asked anew with other contents", async ({
    world,
  }) => {
    const { decide, requestId, rowOf, asked } = await namespaceAsked(world);
    const seen = (await rowOf(requestId)).snapshotHash;
    await withdrawRequest.execute(await world.contextOf(world.people.editor), { requestId });
    const other = await world.namespace("payments-secret");
    await world.database.sql`update namespaces set owner_project_id = ${world.payments} where id = ${other}`;
    const anew = await asked(world.people.editor, { kind: "namespace", namespaceId: other });

    expect(await decide(world.people.stranger, requestId, { seen })).toMatchObject(failed("conflict", /withdrawn/));
    expect(await decide(world.people.stranger, anew, { seen })).toMatchObject(
      failed("conflict", /not the one that you were shown/),
    );
    expect(await grantsOf(world)).toEqual([]);
    // The database itself keeps what was asked as it was, and a decision as it is.
    const changed = world.database.sql`update access_requests set days = 365 where id = ${anew}`;
    await expect(changed).rejects.toThrow(/what was asked does not change/);
    const revived = world.database.sql`update access_requests set state = 'pending' where id = ${requestId}`;
    await expect(revived).rejects.toThrow(/a decision stands/);
  });

  test("comes too late after its day, by the database's clock", async ({ world }) => {
    const { decide, requestId, letExpire } = await namespaceAsked(world);
    await letExpire(requestId);
    expect(await decide(world.people.stranger, requestId)).toMatchObject(failed("conflict", /expired/));
    expect(await decide(world.people.stranger, requestId, { decision: "reject" })).toMatchObject(
      failed("conflict", /expired/),
    );
    expect(await grantsOf(world)).toEqual([]);
  });

  test("grants nothing where it is rejected, and says so in the trail", async ({ world }) => {
    const { decide, requestId, rowOf } = await namespaceAsked(world);
    expect(await decide(world.people.stranger, requestId, { decision: "reject", comment: "Not there" })).toMatchObject({
      ok: true,
      data: { state: "rejected", grantedUntil: null, before: [], after: [] },
    });
    expect(await rowOf(requestId)).toMatchObject({ state: "rejected", grantedUntil: null, comment: "Not there" });
    expect(await grantsOf(world)).toEqual([]);
    expect(await world.auditOf("request.decide")).toMatchObject([
      {
        outcome: "done",
        actorName: "owner@payments",
        projectId: world.payments,
        detail: { decision: "reject", comment: "Not there", project: "orders", requester: "editor@orders" },
      },
    ]);
  });

  test("is for its deciders alone: others do not even see it, and the one who asks is told whose it is", async ({
    world,
  }) => {
    const { decide, requestId } = await namespaceAsked(world);
    expect(await decide(world.people.owner, requestId)).toMatchObject(failed("not-found", /request/));
    expect(await decide(world.people.nobody, requestId)).toMatchObject(failed("not-found", /request/));
    expect(await decide(world.people.editor, requestId)).toMatchObject(failed("denied", /owner/));
    expect(await decide(world.people.auditor, requestId)).toMatchObject(failed("denied", /owner/));
    expect(await grantsOf(world)).toEqual([]);
  });

  test("does not give away what changed its owner since it was asked; it may still be rejected", async ({ world }) => {
    const { decide, requestId, ownNamespace, namespaceId, rowOf } = await namespaceAsked(world);
    await ownNamespace(namespaceId, null);
    const changed = failed("conflict", /another project than when it was asked/);
    expect(await decide(world.people.stranger, requestId)).toMatchObject(changed);
    expect(await decide(world.people.admin, requestId)).toMatchObject(changed);
    expect(await rowOf(requestId)).toMatchObject({ state: "pending", decidedBy: null });
    expect(await grantsOf(world)).toEqual([]);
    expect(await decide(world.people.stranger, requestId, { decision: "reject" })).toMatchObject({ ok: true });
  });

  test("gives nothing to an account that was disabled since; what it asked may be rejected", async ({ world }) => {
    const { decide, requestId } = await namespaceAsked(world);
    const { stranger, editor } = world.people;
    await world.database.sql`update users set disabled_at = now() where id = ${editor}`;
    expect(await decide(stranger, requestId)).toMatchObject(failed("refused", /editor@orders is disabled/));
    expect(await grantsOf(world)).toEqual([]);
    expect(await decide(stranger, requestId, { decision: "reject" })).toMatchObject({ ok: true });
  });

  test("never shortens or weakens what is there already", async ({ world }) => {
    const { decide, requestId, namespaceId, asked } = await namespaceAsked(world, 7);
    const later = new Date(Date.now() + 90 * 86_400_000);
    await world.grant(namespaceId, world.orders, later);
    expect(await decide(world.people.stranger, requestId)).toMatchObject({ ok: true });
    expect(await grantsOf(world)).toMatchObject([{ expiresAt: later, grantedBy: null }]);

    const { viewer, owner } = world.people;
    const role = await asked(viewer, { kind: "project-role", role: "operator" }, 7);
    expect(await decide(owner, role)).toMatchObject({ ok: true });
    expect((await world.contextOf(viewer)).grants?.projects.get(world.orders)).toBe("operator");
    // A role for some days is over, and the one for good is there as before.
    await world.database
      .sql`update project_members set expires_at = now() where role = 'operator' and user_id = ${viewer}`;
    expect((await world.contextOf(viewer)).grants?.projects.get(world.orders)).toBe("viewer");
  });

  test("leaves an audit row with what there was before and what there is after", async ({ world }) => {
    const { asked, decide } = requestsOf(world);
    const { viewer, owner } = world.people;
    const requestId = await asked(viewer, { kind: "project-role", role: "editor" }, null);
    await decide(owner, requestId);
    expect(await world.auditOf("request.decide")).toMatchObject([
      {
        outcome: "done",
        projectId: world.orders,
        detail: {
          requestId,
          decision: "approve",
          requester: "viewer@orders",
          before: [{ role: "viewer", expiresAt: null }],
          after: [
            { role: "editor", expiresAt: null },
            { role: "viewer", expiresAt: null },
          ],
        },
      },
    ]);
  });
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

  test("is refused once the resource is another project's or another account's", async ({ world }) => {
    const { decide, requestId, bindings } = await bindingAsked(world);
    const { sql } = world.database;
    await sql`update cloud_resources set owner_project_id = ${world.payments}`;
    expect(await decide(world.people.owner, requestId)).toMatchObject(failed("conflict", /another project/));
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
