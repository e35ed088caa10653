import { afterAll, beforeAll, expect, test } from "vitest";
import { createTestDatabase, type TestDatabase } from "#db/testing/test-database.ts";
import { type RunChange, watchRuns } from "./run-feed.ts";
import { insertPlacement, insertRun, type TestPlacement } from "./testing/insert-run.ts";
import { transition } from "./transition.ts";

let database: TestDatabase;
let placement: TestPlacement;
beforeAll(async () => {
  database = await createTestDatabase();
  placement = await insertPlacement(database.db);
});
afterAll(() => database?.drop());

async function watch() {
  const heard: (RunChange | "missed")[] = [];
  const stop = await watchRuns(database, (news) => void heard.push(news));
  const changes = () => heard.filter((news) => news !== "missed");
  return { heard, changes, stop: () => stop?.() };
}

test("a run's news reach everyone who watches, with its project and its last event", async () => {
  const { db } = database;
  const [one, other] = [await watch(), await watch()];
  const run = await insertRun(db, placement);
  await transition(db, { runId: run.id, from: ["queued"], to: "cancelled", attempt: 1 });

  for (const { changes } of [one, other])
    await expect
      .poll(changes)
      .toContainEqual({ runId: run.id, projectId: run.projectId, event: expect.any(Number) as number });
  expect(one.changes().at(-1)?.event).toBeGreaterThan(0);
  one.stop();
  other.stop();
});

test("one who stopped watching hears no more", async () => {
  const { db } = database;
  const [gone, stays] = [await watch(), await watch()];
  gone.stop();
  const before = gone.heard.length;
  const run = await insertRun(db, placement);
  await transition(db, { runId: run.id, from: ["queued"], to: "cancelled", attempt: 1 });
  await expect.poll(() => stays.changes().length).toBeGreaterThan(0);
  expect(gone.heard).toHaveLength(before);
  stays.stop();
});

test("after the listening connection was cut, watchers are told that they may have missed something", async () => {
  const { sql } = database;
  const watcher = await watch();
  const before = watcher.heard.length;
  await sql`select pg_terminate_backend(pid) from pg_stat_activity where query ilike 'listen%' and datname = current_database()`;
  await expect.poll(() => watcher.heard.slice(before), { timeout: 15_000 }).toContain("missed");

  const run = await insertRun(database.db, placement);
  await transition(database.db, { runId: run.id, from: ["queued"], to: "cancelled", attempt: 1 });
  await expect.poll(() => watcher.changes().map(({ runId }) => runId), { timeout: 5000 }).toContain(run.id);
  watcher.stop();
}, 30_000);
