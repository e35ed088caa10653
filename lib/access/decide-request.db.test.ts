import { eq } from "drizzle-orm";
import { describe, expect } from "vitest";
import { namespaceGrants } from "#db/schema/clusters.ts";
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
          before: { state: "pending", granted: [{ role: "viewer", expiresAt: null }] },
          after: {
            state: "approved",
            granted: [
              { role: "editor", expiresAt: null },
              { role: "viewer", expiresAt: null },
            ],
          },
        },
      },
    ]);
  });
});
