import { describe, expect } from "vitest";
import { test, type World } from "#lib/testing/world.ts";
import { askForAccess } from "./ask-for-access.ts";
import { countToDecide, getRequest, listRequests, projectDirectory } from "./request-queries.ts";
import type { RequestBox } from "./request-schema.ts";
import { snapshotHash } from "./snapshot-hash.ts";
import { requestsOf } from "./testing/requests.ts";

const data = <T>(result: { ok: true; data: T } | { ok: false; error: { message: string } }): T => {
  if (!result.ok) throw new Error(result.error.message);
  return result.data;
};
const boxOf = async (
  world: World,
  userId: string,
  box: RequestBox,
  more: { search?: string; sort?: string; page?: number } = {},
) => data(await listRequests.execute(await world.contextOf(userId), { box, ...more }));
const countOf = async (world: World, userId: string) =>
  data(await countToDecide.execute(await world.contextOf(userId), {}));
const one = async (world: World, userId: string, requestId: string) =>
  getRequest.execute(await world.contextOf(userId), { requestId });
const ids = ({ rows }: { rows: { id: string }[] }) => rows.map(({ id }) => id);

/** One request to each: the owners of orders, the owners of payments, the admins. */
async function threeAsked(world: World) {
  const requests = requestsOf(world);
  const { editor } = world.people;
  const theirs = await world.namespace("payments-batch");
  await requests.ownNamespace(theirs, world.payments);
  const role = await requests.asked(editor, { kind: "project-role", role: "owner" }, 7);
  const toPayments = await requests.asked(editor, { kind: "namespace", namespaceId: theirs });
  const toAdmins = await requests.asked(editor, {
    kind: "namespace",
    namespaceId: await world.namespace("shared-batch"),
  });
  return { ...requests, role, toPayments, toAdmins };
}

describe("the inbox", () => {
  test("shows everyone what is theirs to decide, the newest first, and counts the same", async ({ world }) => {
    const { role, toPayments, toAdmins } = await threeAsked(world);
    const { owner, stranger, admin, auditor, editor, nobody } = world.people;
    const expected: [string, string[]][] = [
      [owner, [role]],
      [stranger, [toPayments]],
      [admin, [toAdmins, toPayments, role]],
      [auditor, []],
      [editor, []],
      [nobody, []],
    ];
    for (const [userId, requests] of expected) {
      const box = await boxOf(world, userId, "decide");
      expect([ids(box), box.total, await countOf(world, userId)]).toEqual([requests, requests.length, requests.length]);
      expect(box.rows.every(({ mayDecide }) => mayDecide)).toBe(true);
    }
    expect(ids(await boxOf(world, editor, "mine"))).toEqual([toAdmins, toPayments, role]);
    expect(ids(await boxOf(world, owner, "mine"))).toEqual([]);
  });

  test("leaves out what one may not decide, and says why on its page", async ({ world }) => {
    const { role, samePerson, asked, ownNamespace } = await threeAsked(world);
    const { owner, editor, viewer } = world.people;
    await samePerson(owner, editor);
    expect(ids(await boxOf(world, owner, "decide"))).toEqual([]);
    expect(await countOf(world, owner)).toBe(0);
    expect(await one(world, owner, role)).toMatchObject({ data: { mayDecide: false, mayNotDecide: "own-person" } });

    const namespaceId = await world.namespace("orders-night");
    await ownNamespace(namespaceId, world.orders);
    const own = await asked(owner, { kind: "namespace", namespaceId });
    expect(ids(await boxOf(world, owner, "decide"))).toEqual([]);
    expect(await one(world, owner, own)).toMatchObject({ data: { isOwn: true, mayNotDecide: "own" } });
    await world.database.sql`
      insert into delegations (owner_id, delegate_id, starts_at, ends_at)
      values (${owner}, ${viewer}, now() - interval '1 hour', now() + interval '1 hour')`;
    expect(ids(await boxOf(world, viewer, "decide"))).toEqual([]);
    expect(await one(world, viewer, own)).toMatchObject({ data: { mayNotDecide: "stands-in-for-requester" } });
  });

  test("gives to who stands in what the one who is away would have, and names them", async ({ world }) => {
    const { role } = await threeAsked(world);
    const { owner, nobody } = world.people;
    await world.database.sql`
      insert into delegations (owner_id, delegate_id, starts_at, ends_at)
      values (${owner}, ${nobody}, now() - interval '1 hour', now() + interval '1 hour')`;
    const box = await boxOf(world, nobody, "decide");
    expect(box.rows).toMatchObject([{ id: role, mayDecide: true, inPlaceOf: "owner@orders" }]);
    expect(await countOf(world, nobody)).toBe(1);
  });

  test("reads a request past its day as expired everywhere, though no one wrote that down", async ({ world }) => {
    const { role, letExpire, rowOf } = await threeAsked(world);
    const { owner, editor } = world.people;
    await letExpire(role);
    expect((await rowOf(role)).state).toBe("pending");
    expect([ids(await boxOf(world, owner, "decide")), await countOf(world, owner)]).toEqual([[], 0]);
    expect((await boxOf(world, editor, "mine")).rows.find(({ id }) => id === role)?.state).toBe("expired");
    expect((await boxOf(world, owner, "decided")).rows).toMatchObject([{ id: role, state: "expired", decider: null }]);
    expect(await one(world, owner, role)).toMatchObject({ data: { state: "expired", mayDecide: false } });
  });

  test("keeps what was decided for those who may decide such, and all of it for an auditor", async ({ world }) => {
    const { role, toPayments, decide } = await threeAsked(world);
    const { owner, stranger, auditor, editor } = world.people;
    await decide(owner, role, { comment: "Welcome" });
    await decide(stranger, toPayments, { decision: "reject" });
    expect((await boxOf(world, owner, "decided")).rows).toMatchObject([
      { id: role, state: "approved", decider: "owner@orders", comment: "Welcome" },
    ]);
    expect(ids(await boxOf(world, stranger, "decided"))).toEqual([toPayments]);
    expect(ids(await boxOf(world, auditor, "decided"))).toEqual([toPayments, role]);
    // The one who asked is an owner by it now, and may see what its owners decided.
    expect(ids(await boxOf(world, editor, "decided"))).toEqual([role]);
  });

  test("is searched, sorted and paged in the database", async ({ world }) => {
    const { role, toPayments, toAdmins } = await threeAsked(world);
    const { admin, editor } = world.people;
    expect(ids(await boxOf(world, admin, "decide", { search: "payments-b" }))).toEqual([toPayments]);
    expect(ids(await boxOf(world, admin, "decide", { search: "editor@" }))).toHaveLength(3);
    expect(ids(await boxOf(world, admin, "decide", { search: "100%" }))).toEqual([]);
    expect(await boxOf(world, admin, "decide", { search: "ORDERS" })).toMatchObject({ total: 3 });
    expect(ids(await boxOf(world, admin, "decide", { search: "owner" }))).toEqual([role]);
    expect(ids(await boxOf(world, admin, "decide", { search: "frankfurt" }))).toEqual([toAdmins, toPayments]);
    expect(ids(await boxOf(world, admin, "decide", { sort: "createdAt" }))).toEqual([role, toPayments, toAdmins]);
    await world.database.sql`
      insert into access_requests (kind, project_id, requester_id, requester_person_id, snapshot, snapshot_hash, why, decide_by)
      select kind, project_id, requester_id, requester_person_id, snapshot, n::text, why, decide_by
      from access_requests, generate_series(1, 60) n where id = ${role}`;
    const [first, second] = [await boxOf(world, editor, "mine"), await boxOf(world, editor, "mine", { page: 2 })];
    expect([first.rows.length, first.total, second.rows.length]).toEqual([50, 63, 13]);
    expect(new Set([...ids(first), ...ids(second)]).size).toBe(63);
    expect(await boxOf(world, editor, "mine", { page: 3 })).toEqual({ rows: [], total: 63 });
  });
});

describe("a request's page", () => {
  test("says what a binding opens next to what is bound already, whom it reaches and where the data stays", async ({
    world,
  }) => {
    const { asked, decide } = requestsOf(world);
    const namespaceId = await world.namespace("orders-batch");
    await world.grant(namespaceId, world.orders);
    const serviceAccountId = await world.serviceAccount(namespaceId, world.orders, "runner");
    const bucket = await world.resource("bucket", "acme-orders", world.orders);
    await world.bind(serviceAccountId, bucket, "read");
    await world.bind(serviceAccountId, bucket, "write");
    const ended = await world.resource("secret", "orders/old", world.orders);
    await world.bind(serviceAccountId, ended, "read", { expiresAt: new Date(Date.now() - 1000) });
    const cloudResourceId = await world.resource("secret", "orders/keystore", world.orders);
    await world.job(world.orders, "Report", world.people.editor);
    const snapshot = { kind: "binding", serviceAccountId, cloudResourceId, access: "read" } as const;
    const requestId = await asked(world.people.editor, snapshot, 90);

    const detail = data(await one(world, world.people.owner, requestId));
    const bound = { subject: "runner", isNew: false, until: null, prefix: "" };
    expect(detail).toMatchObject({
      title: { code: "binding", params: { access: "read", resource: "orders/keystore", serviceAccount: "runner" } },
      where: { cluster: "eks-frankfurt", namespace: "orders-batch", residency: "eu" },
      requesterRole: "editor",
      why: "The report needs it",
      reach: 3,
      residency: { data: "eu", runs: "eu" },
      mayDecide: true,
    });
    expect(detail.opens).toMatchObject([
      { subject: "runner", may: ["read"], on: "orders/keystore", kind: "secret", isNew: true },
      { ...bound, may: ["read", "write"], on: "acme-orders", kind: "bucket" },
    ]);
    const days = ((detail.opens[0]?.until?.getTime() ?? 0) - Date.now()) / 86_400_000;
    expect(days).toBeCloseTo(90, 1);

    // Once approved, what was granted is there once, with the end that it has.
    await decide(world.people.owner, requestId);
    const after = data(await one(world, world.people.owner, requestId));
    expect(after.opens.map(({ on, isNew }) => [on, isNew])).toEqual([
      ["orders/keystore", true],
      ["acme-orders", false],
    ]);
    expect(after.opens[0]?.until).toEqual(after.grantedUntil);
  });

  test("says what a role and a namespace open, in the words of who and where", async ({ world }) => {
    const { askedToJoin, asked } = requestsOf(world);
    const { nobody, owner, editor, admin } = world.people;
    await world.grant(await world.namespace("orders-batch"), world.orders);
    const namespaceId = await world.namespace("shared-batch");
    const join = await askedToJoin(nobody, "operator", null);
    const run = await asked(editor, { kind: "namespace", namespaceId }, null);

    expect(data(await one(world, owner, join))).toMatchObject({
      requesterRole: null,
      reach: 4,
      opens: [{ subject: "nobody", may: ["operator"], on: "orders", kind: "project", isNew: true, until: null }],
    });
    expect(data(await one(world, admin, run)).opens).toMatchObject([
      { subject: "orders", may: ["run"], on: "eks-frankfurt / shared-batch", kind: "namespace", isNew: true },
      { subject: "orders", may: ["run"], on: "eks-frankfurt / orders-batch", kind: "namespace", isNew: false },
    ]);
  });

  test("is shown to who asked, who decides and who audits, and to nobody else", async ({ world }) => {
    const { toPayments } = await threeAsked(world);
    const { editor, stranger, admin, auditor, owner, viewer, nobody } = world.people;
    for (const userId of [editor, stranger, admin, auditor])
      expect(await one(world, userId, toPayments)).toMatchObject({ ok: true });
    for (const userId of [owner, viewer, nobody])
      expect(await one(world, userId, toPayments)).toMatchObject({ ok: false, error: { code: "not-found" } });
    expect(await one(world, auditor, toPayments)).toMatchObject({ data: { mayDecide: false, mayNotDecide: null } });
  });

  test("tells who has left the project what they asked, and nothing of what the project has", async ({ world }) => {
    const { asked } = requestsOf(world);
    const { editor } = world.people;
    await world.grant(await world.namespace("orders-batch"), world.orders);
    const run = await asked(editor, { kind: "namespace", namespaceId: await world.namespace("shared-batch") });
    expect(data(await one(world, editor, run)).opens).toHaveLength(2);
    await world.database.sql`delete from project_members where user_id = ${editor}`;
    expect(data(await one(world, editor, run))).toMatchObject({ opens: [{ isNew: true }], reach: null });
  });

  test("names the job from whose launch form it was asked, with the way there for who may see the job", async ({
    world,
  }) => {
    const { ownNamespace, rowOf, decide } = requestsOf(world);
    const { editor, stranger, auditor, owner } = world.people;
    const { jobId } = await world.job(world.orders, "Daily report", editor);
    const namespaceId = await world.namespace("payments-batch");
    await ownNamespace(namespaceId, world.payments);
    const snapshot = { kind: "namespace" as const, namespaceId };
    const words = { project: "orders", snapshot, why: "The report needs it", days: 30 };
    const asks = async (userId: string, jobId: string | null) =>
      askForAccess.execute(await world.contextOf(userId), { ...words, jobId });

    const { requestId } = data(await asks(editor, jobId));
    const jobIn = async (userId: string) => data(await one(world, userId, requestId)).job;
    expect(await jobIn(editor)).toEqual({ id: jobId, name: "Daily report" });
    expect(await jobIn(auditor)).toEqual({ id: jobId, name: "Daily report" });
    // The owner of payments sees no job of orders: its name alone was told to them.
    expect(await jobIn(stranger)).toEqual({ id: null, name: "Daily report" });
    // It is no part of what is asked: the same from elsewhere is the same request.
    expect(await asks(editor, null)).toMatchObject({ ok: false, error: { code: "conflict" } });
    expect((await rowOf(requestId)).snapshotHash).toBe(snapshotHash(world.orders, snapshot));
    expect(await decide(stranger, requestId)).toMatchObject({ ok: true });

    // Nobody learns of a job by asking from it.
    const { jobId: theirs } = await world.job(world.payments, "Settle", stranger);
    expect(await asks(owner, theirs)).toMatchObject({ ok: false, error: { code: "not-found" } });
    await world.database.sql`delete from project_members where user_id = ${editor}`;
    expect(await jobIn(editor)).toBeNull();
  });

  test("asks for a role ARN in AWS and for an access key in a data centre", async ({ world }) => {
    const { asked } = requestsOf(world);
    const namespaceId = await world.namespace("orders-batch");
    await world.grant(namespaceId, world.orders);
    const requestId = await asked(world.people.editor, { kind: "service-account", namespaceId, name: "runner" });
    const place = { clusterId: world.clusterId, namespace: "orders-batch", name: "runner" };
    expect(data(await one(world, world.people.admin, requestId)).identity).toEqual({ kind: "aws", ...place });
    await world.database.sql`update cloud_accounts set kind = 'datacenter'`;
    expect(data(await one(world, world.people.admin, requestId)).identity).toEqual({ kind: "datacenter", ...place });
  });
});

test("the directory names every project to everyone, with one's own role", async ({ world }) => {
  const viewer = await world.contextOf(world.people.viewer);
  expect(data(await projectDirectory.execute(viewer, {}))).toEqual([
    { slug: "orders", name: "orders", role: "viewer" },
    { slug: "payments", name: "payments", role: null },
  ]);
});
