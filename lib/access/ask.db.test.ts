import { describe, expect } from "vitest";
import { test } from "#lib/testing/world.ts";
import { askForAccess } from "./ask-for-access.ts";
import { askToJoin } from "./ask-to-join.ts";
import { requestsOf } from "./testing/requests.ts";
import { withdrawRequest } from "./withdraw-request.ts";

const failed = (code: string, message: RegExp) => ({
  ok: false,
  error: { code, message: expect.stringMatching(message) },
});

describe("asking for access", () => {
  test("goes to the owners of what is asked for, and to the admins where nobody owns it", async ({ world }) => {
    const { asked, ownNamespace, rowOf } = requestsOf(world);
    const theirs = await world.namespace("payments-batch");
    await ownNamespace(theirs, world.payments);
    const nobodys = await world.namespace("shared-batch");
    const own = await world.namespace("orders-batch");
    await world.grant(own, world.orders);
    const account = await world.serviceAccount(own, world.orders, "runner");
    const secret = await world.resource("secret", "orders/key", world.orders);
    const { editor } = world.people;

    const decides = async (...args: Parameters<typeof asked>) => (await rowOf(await asked(...args))).decidingProjectId;
    expect(await decides(editor, { kind: "namespace", namespaceId: theirs })).toBe(world.payments);
    expect(await decides(editor, { kind: "namespace", namespaceId: nobodys })).toBeNull();
    const binding = { kind: "binding", serviceAccountId: account, cloudResourceId: secret, access: "read" } as const;
    expect(await decides(editor, binding)).toBe(world.orders);
    expect(await decides(editor, { kind: "project-role", role: "owner" })).toBe(world.orders);
    await world.grant(nobodys, world.orders);
    expect(await decides(editor, { kind: "service-account", namespaceId: nobodys, name: "shared-runner" })).toBeNull();
  });

  test("is recorded with what is asked, why and for how long, and grants nothing", async ({ world }) => {
    const { asked, rowOf } = requestsOf(world);
    const namespaceId = await world.namespace("shared-batch");
    const snapshot = { kind: "namespace", namespaceId } as const;
    const requestId = await asked(world.people.editor, snapshot, 7);

    expect(await rowOf(requestId)).toMatchObject({ state: "pending", days: 7, snapshot, why: "The report needs it" });
    expect(await world.auditOf("access.ask")).toMatchObject([
      { outcome: "done", projectId: world.orders, detail: { asked: snapshot, days: 7, requestId } },
    ]);
    const [left] = await world.database.sql`
      select extract(epoch from decide_by - now()) / 86400 as days, (select count(*)::int from namespace_grants) as grants
      from access_requests`;
    expect(Number(left?.days)).toBeCloseTo(14, 2);
    expect(left?.grants).toBe(0);
  });

  test("is refused in words for what one has already, and open for having it longer", async ({ world }) => {
    const { ask } = requestsOf(world);
    const inTenDays = new Date(Date.now() + 10 * 86_400_000);
    const forGood = await world.namespace("orders-batch");
    await world.grant(forGood, world.orders);
    const forTenDays = await world.namespace("orders-night");
    await world.grant(forTenDays, world.orders, inTenDays);
    const account = await world.serviceAccount(forGood, world.orders, "runner");
    const bucket = await world.resource("bucket", "acme-orders", null);
    await world.bind(account, bucket, "read", { prefix: "input/" });
    const { editor } = world.people;
    const read = { kind: "binding", serviceAccountId: account, cloudResourceId: bucket, access: "read" } as const;

    expect(await ask(editor, { kind: "namespace", namespaceId: forGood })).toMatchObject(failed("refused", /already/));
    const ten = { kind: "namespace", namespaceId: forTenDays } as const;
    expect(await ask(editor, ten, 9)).toMatchObject(failed("refused", /already/));
    expect(await ask(editor, ten, 30)).toMatchObject({ ok: true });
    expect(await ask(editor, { kind: "project-role", role: "operator" })).toMatchObject(failed("refused", /editor/));
    expect(await ask(editor, { ...read, prefix: "input/2026/" }, null)).toMatchObject(failed("refused", /already/));
    expect(await ask(editor, { ...read, prefix: "output/" })).toMatchObject({ ok: true });
    expect(await ask(editor, { ...read, access: "write", prefix: "input/" })).toMatchObject({ ok: true });
    const second = { kind: "service-account", namespaceId: forGood, name: "runner-2" } as const;
    expect(await ask(editor, second)).toMatchObject(failed("refused", /runner/));
  });

  test("is refused where it could not be granted: another kind of access, a closed line, no namespace yet", async ({
    world,
  }) => {
    const { ask } = requestsOf(world);
    const own = await world.namespace("orders-batch");
    await world.grant(own, world.orders);
    const other = await world.namespace("shared-batch");
    const serviceAccountId = await world.serviceAccount(own, world.orders, "runner");
    const abroad = await world.resource("bucket", "acme-us", null, "us");
    const secret = await world.resource("secret", "shared/key", null);
    const bind = { kind: "binding", serviceAccountId } as const;
    const { editor } = world.people;

    expect(await ask(editor, { ...bind, cloudResourceId: abroad, access: "read" })).toMatchObject(
      failed("refused", /from us to eu/),
    );
    expect(await ask(editor, { ...bind, cloudResourceId: secret, access: "write" })).toMatchObject(
      failed("invalid", /write/),
    );
    expect(await ask(editor, { ...bind, cloudResourceId: secret, access: "read", prefix: "a" })).toMatchObject(
      failed("invalid", /prefix/),
    );
    expect(await ask(editor, { kind: "service-account", namespaceId: other, name: "runner" })).toMatchObject(
      failed("refused", /shared-batch: ask for the namespace first/),
    );
  });

  test("does not tell what a project can't know: another's service account or resource is not there", async ({
    world,
  }) => {
    const { ask } = requestsOf(world);
    const own = await world.namespace("orders-batch");
    const theirs = await world.namespace("payments-batch");
    const mine = await world.serviceAccount(own, world.orders, "orders-runner");
    const other = await world.serviceAccount(theirs, world.payments, "payments-runner");
    const shared = await world.resource("secret", "shared/key", null);
    const hidden = await world.resource("secret", "payments/ledger-key", world.payments);
    const known = await world.resource("secret", "payments/rates", world.payments);
    await world.bind(mine, known, "read", { expiresAt: new Date(Date.now() - 60_000) });
    const { editor, viewer, nobody } = world.people;
    const read = { kind: "binding", access: "read" } as const;

    const gone = failed("not-found", /was not found$/);
    expect(await ask(editor, { ...read, serviceAccountId: other, cloudResourceId: shared })).toMatchObject(gone);
    expect(await ask(editor, { ...read, serviceAccountId: mine, cloudResourceId: hidden })).toMatchObject(gone);
    expect(await ask(editor, { kind: "namespace", namespaceId: world.clusterId })).toMatchObject(gone);
    expect(await ask(nobody, { kind: "namespace", namespaceId: own })).toMatchObject(gone);
    // A binding that ended is still shown by the placement, and may be asked for again.
    expect(await ask(viewer, { ...read, serviceAccountId: mine, cloudResourceId: known })).toMatchObject({ ok: true });
  });

  test("asks the same once at a time; withdrawn or expired, it may be asked anew", async ({ world }) => {
    const { ask, asked, rowOf, letExpire } = requestsOf(world);
    const snapshot = { kind: "namespace", namespaceId: await world.namespace("shared-batch") } as const;
    const { editor } = world.people;
    const first = await asked(editor, snapshot);
    expect(await ask(editor, snapshot, 3)).toMatchObject(failed("conflict", /asked for this already/));
    const editing = await world.contextOf(editor);
    expect(await withdrawRequest.execute(editing, { requestId: first })).toMatchObject({ ok: true });
    expect(await withdrawRequest.execute(editing, { requestId: first })).toMatchObject(failed("conflict", /no longer/));

    const second = await asked(editor, snapshot);
    await letExpire(second);
    expect(await withdrawRequest.execute(editing, { requestId: second })).toMatchObject(
      failed("conflict", /no longer/),
    );
    await asked(editor, snapshot);
    expect([(await rowOf(first)).state, (await rowOf(second)).state]).toEqual(["withdrawn", "expired"]);
  });

  test("at the same moment from two windows is one request", async ({ world }) => {
    const { ask } = requestsOf(world);
    const snapshot = { kind: "namespace", namespaceId: await world.namespace("shared-batch") } as const;
    const answers = await Promise.all([1, 2, 3].map(() => ask(world.people.editor, snapshot)));
    expect(answers.filter((answer) => answer.ok)).toHaveLength(1);
  });

  test("stops at 50 that wait", async ({ world }) => {
    const { ask, asked } = requestsOf(world);
    const { editor } = world.people;
    const first = await asked(editor, { kind: "namespace", namespaceId: await world.namespace("n-0") });
    await world.database.sql`
      insert into access_requests (kind, project_id, requester_id, requester_person_id, snapshot, snapshot_hash, why, decide_by)
      select kind, project_id, requester_id, requester_person_id, snapshot, n::text, why, decide_by
      from access_requests, generate_series(1, 49) n where id = ${first}`;
    const one = { kind: "namespace", namespaceId: await world.namespace("n-51") } as const;
    expect(await ask(editor, one)).toMatchObject(failed("refused", /50 requests waiting/));
    await world.database.sql`update access_requests set decide_by = now() where snapshot_hash = '7'`;
    expect(await ask(editor, one)).toMatchObject({ ok: true });
  });

  test("of a project that one is not in is asking to join it; only a project's own people ask for the project", async ({
    world,
  }) => {
    const nobody = await world.contextOf(world.people.nobody);
    const why = "I work on it";
    const input = { project: "orders", role: "viewer", why, days: null } as const;
    expect(await askToJoin.execute(nobody, { ...input, project: "nowhere" })).toMatchObject(
      failed("not-found", /nowhere/),
    );
    expect(await askToJoin.execute(nobody, input)).toMatchObject({ ok: true });
    const admin = await world.contextOf(world.people.admin);
    const snapshot = { kind: "namespace", namespaceId: await world.namespace("shared-batch") } as const;
    expect(await askForAccess.execute(admin, { project: "orders", snapshot, why, days: 1 })).toMatchObject(
      failed("denied", /viewer/),
    );
  });

  test("by a token is asking by its user", async ({ world }) => {
    const { rowOf } = requestsOf(world);
    const context = await world.contextOf(world.people.editor);
    const actor = { kind: "token", tokenId: "t-1", userId: world.people.editor, login: "editor@orders" } as const;
    const snapshot = { kind: "namespace", namespaceId: await world.namespace("shared-batch") } as const;
    const asked = await askForAccess.execute(
      { ...context, actor },
      { project: "orders", snapshot, why: "why not", days: 1 },
    );
    expect((await rowOf(asked.ok ? asked.data.requestId : "")).requesterId).toBe(world.people.editor);
    expect(await world.auditOf("access.ask")).toMatchObject([
      { actorKind: "token", actorId: world.people.editor, actorName: "editor@orders" },
    ]);
  });
});
