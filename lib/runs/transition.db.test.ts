import { asc, eq, sql } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { runEvents, runs } from "#db/schema/runs.ts";
import { createTestDatabase, type TestDatabase } from "#db/testing/test-database.ts";
import { claimRun, renewClaim } from "./claim-run.ts";
import { outageLimitSeconds, postponeRun } from "./postpone-run.ts";
import { insertAttempt, insertPlacement, insertRun, type TestPlacement } from "./testing/insert-run.ts";
import { endAttempt, outageFingerprint, transition } from "./transition.ts";

let database: TestDatabase;
let placement: TestPlacement;
beforeAll(async () => {
  database = await createTestDatabase();
  placement = await insertPlacement(database.db);
});
afterAll(() => database?.drop());

const reload = async (id: string) => (await database.db.select().from(runs).where(eq(runs.id, id)))[0];
const statesOf = async (id: string) =>
  (await database.db.select().from(runEvents).where(eq(runEvents.runId, id)).orderBy(asc(runEvents.id))).map(
    ({ attempt, detail }) => `${attempt} ${"state" in detail ? detail.state : ""}`,
  );
const past = () => sql`now() - interval '1 second'` as unknown as Date;

test("of many who end a run at once, one does, and one event tells it", async () => {
  const { db } = database;
  const run = await insertRun(db, placement, { state: "running" });
  const move = { runId: run.id, from: ["pending" as const, "running" as const], attempt: 1 };
  const ends = ["succeeded", "failed", "cancelled", "lost"] as const;
  const results = await Promise.all(ends.map((to) => transition(db, { ...move, to })));
  expect(results.filter(Boolean)).toHaveLength(1);
  expect(await statesOf(run.id)).toHaveLength(1);
  expect((await reload(run.id))?.finishedAt).toBeInstanceOf(Date);
});

test("a write of an older claim changes nothing", async () => {
  const { db } = database;
  const run = await insertRun(db, placement, { state: "submitting", claimEpoch: 2 });
  const move = { runId: run.id, from: ["submitting" as const], to: "pending" as const, attempt: 1 };
  expect(await transition(db, { ...move, epoch: 1 })).toBe(false);
  expect(await statesOf(run.id)).toEqual([]);
  expect(await transition(db, { ...move, epoch: 2 })).toBe(true);
});

test("who listens is woken by a committed change and by no other", async () => {
  const { db, sql: client } = database;
  const heard: string[] = [];
  const { unlisten } = await client.listen("slipway_run", (runId) => heard.push(runId));
  const [undone, done] = [await insertRun(db, placement), await insertRun(db, placement)];
  const cancel = { from: ["queued" as const], to: "cancelled" as const, attempt: 1 };
  const rolledBack = db.transaction(async (tx) => {
    await transition(tx, { ...cancel, runId: undone.id });
    throw new Error("undo");
  });
  await expect(rolledBack).rejects.toThrow("undo");
  await transition(db, { ...cancel, runId: done.id });
  await expect.poll(() => heard).toEqual([done.id]);
  await unlisten();
});

test("the same state for the same reason is told once; another reason is news", async () => {
  const { db } = database;
  const run = await insertRun(db, placement, { state: "pending" });
  const wait = (message: string) =>
    transition(db, {
      runId: run.id,
      from: ["pending"],
      to: "pending",
      attempt: 1,
      reason: { code: "unschedulable", params: { message } },
    });
  expect([await wait("0/3"), await wait("0/3"), await wait("0/4")]).toEqual([true, false, true]);
});

test("of two dispatchers one claims, and the other may once the lease has ended", async () => {
  const { db } = database;
  const run = await insertRun(db, placement);
  const claims = await Promise.all([claimRun(db, run.id), claimRun(db, run.id), claimRun(db, run.id)]);
  const [first] = claims.filter((claim) => claim !== undefined);
  expect(claims.filter(Boolean)).toHaveLength(1);
  expect(await claimRun(db, run.id)).toBeUndefined();
  await db.update(runs).set({ claimedUntil: past() }).where(eq(runs.id, run.id));
  const second = await claimRun(db, run.id);
  expect(second?.claimEpoch).toBe((first?.claimEpoch ?? 0) + 1);
  expect(first && (await renewClaim(db, first))).toBe("lost");
  expect(second && (await renewClaim(db, second))).toBe("held");
  expect(await statesOf(run.id)).toEqual(["1 submitting"]);
});

test("a stop that was asked for is seen before the next write", async () => {
  const { db } = database;
  const run = await insertRun(db, placement);
  const claim = await claimRun(db, run.id);
  await db.update(runs).set({ stopRequestedAt: new Date() }).where(eq(runs.id, run.id));
  expect(claim && (await renewClaim(db, claim))).toBe("stopping");
});

test("a failed attempt with a retry left is followed by the next one, which waits until the first is put away", async () => {
  const { db } = database;
  const run = await insertRun(db, placement, { state: "running", retries: 1 });
  const attempt = await insertAttempt(db, run);
  const ending = { outcome: "failed" as const, reason: { code: "exit-code", params: { exitCode: 1, lastLine: "" } } };
  expect(await endAttempt(db, run, ["running"], ending)).toBe("retried");
  expect(await endAttempt(db, run, ["running"], ending)).toBe(false);
  expect(await reload(run.id)).toMatchObject({ state: "queued", attempt: 2, reason: "exit-code" });
  expect(await claimRun(db, run.id)).toBeUndefined();
  await db.execute(sql`update run_attempts set archived_at = now() where id = ${attempt.id}`);
  const claim = await claimRun(db, run.id);
  expect(claim?.attempt).toBe(2);
  await db.update(runs).set({ state: "running" }).where(eq(runs.id, run.id));
  expect(await endAttempt(db, { id: run.id, attempt: 2 }, ["running"], ending)).toBe("ended");
});

test("a run whose cluster is away waits in the queue, tells it once, and fails after an hour", async () => {
  const { db } = database;
  const run = await insertRun(db, placement);
  const reason = { code: "cluster-unreachable", params: { cluster: "dc" } };
  for (const _ of [1, 2]) {
    const claim = await claimRun(db, run.id);
    if (claim) await postponeRun(db, claim, reason);
    expect(await claimRun(db, run.id)).toBeUndefined();
    await db.update(runs).set({ claimedUntil: past() }).where(eq(runs.id, run.id));
  }
  expect(await statesOf(run.id)).toEqual(["1 submitting", "1 queued"]);
  await db
    .update(runEvents)
    .set({ at: new Date(Date.now() - outageLimitSeconds * 1000 - 1000) })
    .where(eq(runEvents.fingerprint, outageFingerprint));
  const claim = await claimRun(db, run.id);
  if (claim) await postponeRun(db, claim, reason);
  expect(await reload(run.id)).toMatchObject({ state: "failed", reason: "cluster-unreachable" });
});
