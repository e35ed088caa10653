import { eq, sql } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { runAttempts, runEvents, runLogs, runs } from "#db/schema/runs.ts";
import { createTestDatabase, type TestDatabase } from "#db/testing/test-database.ts";
import { decode } from "#lib/clusters/kubernetes-json.ts";
import type { CoreV1Event, V1Job, V1Pod } from "#lib/clusters/kubernetes-objects.ts";
import { clusterView } from "./cluster-view.ts";
import { longWork } from "./long-work.ts";
import { reconcileRun } from "./reconcile-run.ts";
import { isTerminal, type RunState } from "./schema.ts";
import { insertAttempt, insertPlacement, insertRun, type TestPlacement } from "./testing/insert-run.ts";
import type { Tracked } from "./tracked.ts";

let database: TestDatabase;
let placement: TestPlacement;
beforeAll(async () => {
  database = await createTestDatabase();
  placement = await insertPlacement(database.db);
});
afterAll(() => database?.drop());

const at = "2026-03-01T10:00:00Z";

/** A cluster whose objects are what the test says, and a tracker's look at one run of it. */
async function scene(state: RunState, changes: { retries?: number; stopRequestedAt?: Date } = {}) {
  const { db } = database;
  const finished = isTerminal(state) ? { finishedAt: new Date() } : {};
  const run = await insertRun(db, placement, { state, ...finished, ...changes });
  const attempt = await insertAttempt(db, run, { batchJobUid: "uid-1" });
  const { labels = {}, annotations } = (attempt.manifests[0] as { metadata: Record<string, Record<string, string>> })
    .metadata;
  const metadata = { namespace: placement.namespace, creationTimestamp: at };
  const world: { batchJob?: V1Job; pods: V1Pod[]; events: CoreV1Event[]; removed: string[] } = {
    pods: [],
    events: [],
    removed: [],
  };
  const kept = new Map<string, string>();
  const stop = new AbortController();
  const tracked: Tracked = {
    db,
    clusterId: run.clusterId,
    view: clusterView(),
    told: new Map(),
    signal: stop.signal,
    logStore: {
      bucket: "logs",
      put: async (key, body) => void kept.set(key, await new Response(body).text()),
      get: async () => undefined,
    },
    session: {
      get: async () => world.batchJob as never,
      list: async () => ({ items: world.pods as never[], resourceVersion: "1" }),
      remove: async (_kind, _namespace, name, options) => {
        world.removed.push(`${name} ${options?.uid}`);
        delete world.batchJob;
      },
      podLog: async (_namespace, _pod, container) => new Response(`${at} from ${container}\n`).body ?? undefined,
    },
  };
  const long = longWork(tracked, () => {});
  return {
    run,
    world,
    kept,
    batchJob: (conditions: object[] = [], uid = "uid-1") =>
      decode("Job", {
        metadata: { ...metadata, name: attempt.batchJobName, uid, labels, annotations },
        spec: { activeDeadlineSeconds: 600 },
        status: { conditions },
      }),
    pod: (status: object) =>
      decode("Pod", { metadata: { ...metadata, name: `${attempt.batchJobName}-x`, uid: "pod-1", labels }, status }),
    event: (message: string) =>
      decode("Event", {
        metadata: { name: "e", uid: message },
        involvedObject: { kind: "Job", name: attempt.batchJobName },
        type: "Warning",
        reason: "FailedCreate",
        message,
        lastTimestamp: at,
      }),
    async look() {
      tracked.view.replace("Job", world.batchJob ? [world.batchJob] : []);
      tracked.view.replace("Pod", world.pods);
      tracked.view.replace("Event", world.events);
      return reconcileRun(tracked, run.id, long);
    },
    async now() {
      const [row] = await db.select().from(runs).where(eq(runs.id, run.id));
      return { state: row?.state, reason: row?.reason };
    },
    putAway: async () =>
      (await db.select().from(runAttempts).where(eq(runAttempts.id, attempt.id)))[0]?.archivedAt !== null,
    logs: () => db.$count(runLogs, eq(runLogs.runId, run.id)),
    waitedSince: (seconds: number) =>
      db
        .update(runEvents)
        .set({ at: sql`now() - make_interval(secs => ${seconds})` })
        .where(eq(runEvents.runId, run.id)),
  };
}

const waiting = (reason: string, message = "") => ({
  containerStatuses: [{ name: "main", image: "orders/report", state: { waiting: { reason, message } } }],
});
const terminated = (exitCode: number) => ({
  containerStatuses: [
    { name: "main", state: { terminated: { exitCode, startedAt: at, finishedAt: at, message: "boom" } } },
  ],
});
const condition = (type: string, reason?: string) => ({ type, status: "True", reason });

test("an image that can't be pulled ends the run with that reason, and its Job is removed", async () => {
  const s = await scene("pending");
  s.world.batchJob = s.batchJob();
  s.world.pods = [s.pod(waiting("ImagePullBackOff", "Back-off pulling image"))];
  await s.look();
  expect(await s.now()).toEqual({ state: "failed", reason: "image-pull" });
  await expect
    .poll(() => s.look().then(() => s.world.removed), { timeout: 10_000 })
    .toEqual([`sw-${s.run.id}-1 uid-1`]);
  await expect.poll(() => s.look().then(s.putAway), { timeout: 10_000 }).toBe(true);
});

test.each([
  ["container-config", 25, 31, "a Secret that is not there", undefined],
  ["quota", 590, 601, undefined, 'pods "x" is forbidden: exceeded quota: batch'],
  ["pod-security", 0, 0, undefined, 'pods "x" is forbidden: violates PodSecurity "restricted:latest"'],
])("%s is waited for, but not for ever", async (code, before, after, message, event) => {
  const s = await scene("pending");
  s.world.batchJob = s.batchJob();
  if (message) s.world.pods = [s.pod(waiting("CreateContainerConfigError", message))];
  if (event) s.world.events = [s.event(`Error creating: ${event}`)];
  if (before > 0) {
    expect(await s.look()).toBe(true);
    await s.waitedSince(before);
    await s.look();
    expect(await s.now()).toEqual({ state: "pending", reason: code });
    await s.waitedSince(after);
  }
  await s.look();
  expect(await s.now()).toEqual({ state: "failed", reason: code });
});

test("a trouble that passes is forgotten", async () => {
  const s = await scene("pending");
  s.world.batchJob = s.batchJob();
  s.world.pods = [s.pod(waiting("CreateContainerConfigError", "not yet"))];
  await s.look();
  s.world.pods = [s.pod({ containerStatuses: [{ name: "main", state: { running: { startedAt: at } } }] })];
  await s.look();
  expect(await s.now()).toEqual({ state: "running", reason: null });
});

test("a Job that is gone is lost, never a success; one that was to stop is cancelled", async () => {
  const vanished = await scene("running");
  await vanished.look();
  expect(await vanished.now()).toEqual({ state: "lost", reason: "job-vanished" });
  const stopped = await scene("running", { stopRequestedAt: new Date() });
  await stopped.look();
  expect((await stopped.now()).state).toBe("cancelled");
});

test("a Job of the same name with another UID is not the run's, and is not touched", async () => {
  const s = await scene("running");
  s.world.batchJob = s.batchJob([condition("Complete")], "uid-2");
  await s.look();
  expect((await s.now()).state).toBe("lost");
  await expect.poll(() => s.look().then(s.putAway), { timeout: 10_000 }).toBe(true);
  expect(s.world.removed).toEqual([]);
});

test("success comes from the Job's own condition, and then the log is kept", async () => {
  const s = await scene("running");
  s.world.batchJob = s.batchJob();
  s.world.pods = [s.pod(terminated(0))];
  await s.look();
  expect((await s.now()).state).toBe("running");
  s.world.batchJob = s.batchJob([condition("Complete")]);
  await s.look();
  expect(await s.now()).toEqual({ state: "succeeded", reason: null });
  await expect.poll(() => s.look().then(s.putAway), { timeout: 10_000 }).toBe(true);
  expect([...s.kept.values()]).toEqual([`${at} from main\n`]);
  expect(await s.logs()).toBe(1);
  expect(s.world.removed).toEqual([]);
});

test("a run that is asked to stop is cancelled once its Job is gone and its log is kept", async () => {
  const s = await scene("running", { stopRequestedAt: new Date() });
  s.world.batchJob = s.batchJob();
  s.world.pods = [s.pod({ containerStatuses: [{ name: "main", state: { running: { startedAt: at } } }] })];
  await s.look();
  await expect.poll(async () => (await s.now()).state, { timeout: 10_000 }).toBe("cancelled");
  expect(s.world.removed).toEqual([`sw-${s.run.id}-1 uid-1`]);
  await expect.poll(s.putAway).toBe(true);
  expect(await s.logs()).toBe(1);
});

test("a Job that came to be after its run had ended is removed", async () => {
  const s = await scene("failed", {});
  await database.db.update(runAttempts).set({ archivedAt: new Date() }).where(eq(runAttempts.runId, s.run.id));
  s.world.batchJob = s.batchJob();
  await s.look();
  expect(s.world.removed).toEqual([`sw-${s.run.id}-1 uid-1`]);
});
