import { describe, expect } from "vitest";
import { groupRoles, userGroups } from "#db/schema/people.ts";
import { delegations } from "#db/schema/requests.ts";
import { test, type World } from "#lib/testing/world.ts";
import { decideRequest } from "./decide-request.ts";
import { requestsOf } from "./testing/requests.ts";

const denied = (message: RegExp) => ({ ok: false, error: { code: "denied", message: expect.stringMatching(message) } });

const standsInFor = (world: World, delegateId: string, ownerId: string, from = "-1 hour", to = "1 hour") =>
  world.database.sql`
    insert into delegations (owner_id, delegate_id, starts_at, ends_at)
    values (${ownerId}, ${delegateId}, now() + ${from}::interval, now() + ${to}::interval)`;

/** Nothing came of it: the request waits, and the role is not there. */
async function nothingGranted(world: World, requestId: string) {
  expect((await requestsOf(world).rowOf(requestId)).state).toBe("pending");
  const [members] = await world.database
    .sql`select count(*)::int as count from project_members where granted_by is not null`;
  expect(members?.count).toBe(0);
}

describe("nobody decides their own request", () => {
  test("with the account that asked it, whatever role it has", async ({ world }) => {
    const { asked, decide } = requestsOf(world);
    const { editor, admin } = world.people;
    const requestId = await asked(editor, { kind: "project-role", role: "owner" });
    await world.database.sql`update users set platform_role = 'admin' where id = ${editor}`;
    expect(await decide(editor, requestId)).toMatchObject(denied(/Somebody else has to decide your own/));
    expect(await decide(editor, requestId, { decision: "reject" })).toMatchObject(denied(/Somebody else/));
    await nothingGranted(world, requestId);
    expect(await decide(admin, requestId)).toMatchObject({ ok: true });
  });

  test("through a role that a group gave them meanwhile", async ({ world }) => {
    const { asked, decide } = requestsOf(world);
    const { viewer } = world.people;
    const requestId = await asked(viewer, { kind: "project-role", role: "editor" });
    await world.db.insert(userGroups).values({ userId: viewer, group: "order-owners" });
    await world.db.insert(groupRoles).values({ group: "order-owners", projectId: world.orders, projectRole: "owner" });
    expect(await decide(viewer, requestId)).toMatchObject(denied(/Somebody else has to decide your own/));
    await nothingGranted(world, requestId);
  });

  test("with a token of theirs", async ({ world }) => {
    const { asked, rowOf } = requestsOf(world);
    const { editor } = world.people;
    const requestId = await asked(editor, { kind: "project-role", role: "owner" });
    await world.database.sql`update users set platform_role = 'admin' where id = ${editor}`;
    const context = await world.contextOf(editor);
    const actor = { kind: "token", tokenId: "t-1", userId: editor, login: "editor@orders" } as const;
    const seen = (await rowOf(requestId)).snapshotHash;
    const answer = await decideRequest.execute({ ...context, actor }, { requestId, seen, decision: "approve" });
    expect(answer).toMatchObject(denied(/Somebody else has to decide your own/));
    await nothingGranted(world, requestId);
    expect(await world.auditOf("request.decide")).toMatchObject([
      { outcome: "refused", code: "denied", actorKind: "token", actorId: editor },
    ]);
  });

  test("with a second account, known as theirs before or since", async ({ world }) => {
    const { asked, decide, samePerson } = requestsOf(world);
    const { editor, owner } = world.people;
    await samePerson(owner, editor);
    const before = await asked(editor, { kind: "project-role", role: "owner" });
    expect(await decide(owner, before)).toMatchObject(denied(/another account/));

    const second = await world.user("second-admin", "admin");
    await samePerson(editor, second);
    expect(await decide(second, before)).toMatchObject(denied(/another account/));
    expect(await decide(owner, before)).toMatchObject(denied(/another account/));
    await nothingGranted(world, before);
  });

  test("by standing in for somebody, or by somebody who stands in for them", async ({ world }) => {
    const { asked, decide } = requestsOf(world);
    const { editor, owner, viewer, operator } = world.people;
    // The owner is away and the one who asks stands in.
    const own = await asked(editor, { kind: "project-role", role: "owner" });
    await standsInFor(world, editor, owner);
    expect(await decide(editor, own)).toMatchObject(denied(/Somebody else has to decide your own/));

    // An owner asks, and the one who stands in for them would decide it, though an owner by themselves.
    const ofOwner = await asked(owner, { kind: "namespace", namespaceId: await namespaceOf(world) });
    await standsInFor(world, viewer, owner);
    expect(await decide(viewer, ofOwner)).toMatchObject(denied(/stand in for the one who asks/));
    await world.member(world.orders, operator, "owner");
    await standsInFor(world, operator, owner);
    expect(await decide(operator, ofOwner)).toMatchObject(denied(/stand in for the one who asks/));
    await nothingGranted(world, own);
    await nothingGranted(world, ofOwner);
  });

  test("nor does somebody who stands in for a second account of the one who asks", async ({ world }) => {
    const { asked, decide, samePerson } = requestsOf(world);
    const { editor, owner, viewer } = world.people;
    await samePerson(owner, editor);
    const requestId = await asked(editor, { kind: "project-role", role: "owner" });
    await standsInFor(world, viewer, owner);
    expect(await decide(viewer, requestId)).toMatchObject(denied(/stand in for the one who asks/));
    await nothingGranted(world, requestId);
  });

  test("and the database itself refuses such a decision", async ({ world }) => {
    const { asked } = requestsOf(world);
    const { editor } = world.people;
    const requestId = await asked(editor, { kind: "project-role", role: "owner" });
    const decided = world.database.sql`
      update access_requests set state = 'approved', decided_by = requester_id, decider_person_id = requester_person_id
      where id = ${requestId}`;
    await expect(decided).rejects.toThrow(/access_requests_not_own/);
  });
});

async function namespaceOf(world: World) {
  const namespaceId = await world.namespace("shared-batch");
  await requestsOf(world).ownNamespace(namespaceId, world.orders);
  return namespaceId;
}

describe("while an owner is away", () => {
  test("who stands in decides, between its start and its end by the database's clock, and it is told for whom", async ({
    world,
  }) => {
    const { asked, decide, rowOf } = requestsOf(world);
    const { owner, nobody, editor } = world.people;
    const requestId = await asked(editor, { kind: "project-role", role: "owner" });
    const unseen = { ok: false, error: { code: "not-found" } };

    await standsInFor(world, nobody, owner, "1 minute", "1 hour");
    expect(await decide(nobody, requestId)).toMatchObject(unseen);
    await world.database
      .sql`update delegations set starts_at = now() - interval '2 hours', ends_at = now() - interval '1 second'`;
    expect(await decide(nobody, requestId)).toMatchObject(unseen);
    await world.database.sql`update delegations set ends_at = now() + interval '1 minute'`;
    expect(await decide(nobody, requestId)).toMatchObject({ ok: true, data: { onBehalfOf: owner } });
    expect(await rowOf(requestId)).toMatchObject({ decidedBy: nobody, onBehalfOf: owner });
    expect(await world.auditOf("request.decide")).toMatchObject([
      { outcome: "refused", code: "not-found" },
      { outcome: "refused", code: "not-found" },
      { outcome: "done", actorName: "nobody", detail: { onBehalfOf: owner } },
    ]);
  });

  test("nobody stands in who was named by a disabled owner, by one who is owner no more, or through another", async ({
    world,
  }) => {
    const { asked, decide } = requestsOf(world);
    const { owner, nobody, viewer, editor } = world.people;
    const requestId = await asked(editor, { kind: "project-role", role: "owner" });
    const unseen = { ok: false, error: { code: "not-found" } };
    await standsInFor(world, nobody, owner);
    await standsInFor(world, viewer, nobody);
    // What was lent is not lent on: the viewer sees nothing of it.
    expect(await decide(viewer, requestId)).toMatchObject(unseen);
    await world.database.sql`update users set disabled_at = now() where id = ${owner}`;
    expect(await decide(nobody, requestId)).toMatchObject(unseen);
    await world.database.sql`update users set disabled_at = null where id = ${owner}`;
    await world.database.sql`update project_members set expires_at = now() where user_id = ${owner}`;
    expect(await decide(nobody, requestId)).toMatchObject(unseen);
  });

  test("who may decide by themselves decides as themselves", async ({ world }) => {
    const { asked, decide, rowOf } = requestsOf(world);
    const { owner, admin, editor } = world.people;
    const requestId = await asked(editor, { kind: "project-role", role: "owner" });
    await world.db.insert(delegations).values({
      ownerId: owner,
      delegateId: admin,
      startsAt: new Date(Date.now() - 60_000),
      endsAt: new Date(Date.now() + 60_000),
    });
    expect(await decide(admin, requestId)).toMatchObject({ ok: true });
    expect(await rowOf(requestId)).toMatchObject({ decidedBy: admin, onBehalfOf: null });
  });
});
