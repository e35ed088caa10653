import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { ClusterName } from "#demo/company.ts";
import { must } from "#demo/must.ts";
import { contextOf } from "#demo/seed.ts";
import { launchRun } from "#lib/runs/launch-run.ts";
import { rerun } from "#lib/runs/rerun.ts";
import type { LaunchRunInput } from "#lib/runs/schema.ts";
import { stopRun } from "#lib/runs/stop-run.ts";
import { type LiveStack, startLiveStack, type Worker } from "./live-stack.ts";
import { attemptsOf, endOf, endsIn, inState, logOf, putAway, runOf, storyOf, textOf } from "./run-facts.ts";
import { until } from "./until.ts";
import { type WorldAdmin, worldAdmin } from "./world-admin.ts";

const engineer = () => contextOf(live.db, "engineer@orders");
let live: LiveStack;
let world: WorldAdmin;
let worker: Worker;

beforeAll(async () => {
  live = await startLiveStack();
  world = worldAdmin(live);
  worker = live.startWorker();
});
afterAll(async () => {
  world?.close();
  await live?.stop();
});

describe("running again", () => {
  const shows = [
    "import hashlib, os",
    "print(open(os.path.join(os.environ['SLIPWAY_FILES'], 'data.txt')).read().strip())",
    "print(hashlib.sha256(open(os.environ['PASSWORD_FILE'], 'rb').read()).hexdigest())",
  ].join("\n");
  const digests: string[] = [];
  const versions: string[] = [];
  const passwords = ["first-password", "second-password"];
  const hashOf = async (text: string) =>
    Buffer.from(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text))).toString("hex");
  let first: string;

  const writePassword = (value: string) => world.toVault("secret/data/orders/db-password", { data: { value } });
  const rerunAs = async (exactly: boolean) => {
    const { runId } = await must(rerun, await engineer(), { runId: first, exactly });
    expect(await endOf(live.db, runId)).toMatchObject({ state: "succeeded" });
    await putAway(live.db, runId);
    return { log: textOf(await logOf(live.db, runId)), run: await runOf(live.db, runId) };
  };

  beforeAll(async () => {
    await live.saveProgram("Shows", `${shows}\n`, {
      image: { repository: "orders/report", tag: "moving" },
      files: [{ key: "input/data.txt", path: "data.txt" }],
      secrets: [{ name: "orders/db-password", file: "password", env: "PASSWORD_FILE" }],
    });
    digests.push(await world.pushImage("orders/report", "moving", "first"));
    versions.push(await world.putObject("acme-orders-dc", "input/data.txt", "first data\n"));
    await writePassword(passwords[0] ?? "");
    first = await live.launch("Shows", "dc-frankfurt");
    expect(await endOf(live.db, first)).toMatchObject({ state: "succeeded" });
    digests.push(await world.pushImage("orders/report", "moving", "second"));
    versions.push(await world.putObject("acme-orders-dc", "input/data.txt", "second data\n"));
    await writePassword(passwords[1] ?? "");
  });

  const expectUsed = async (index: 0 | 1, { log, run }: Awaited<ReturnType<typeof rerunAs>>) => {
    expect(log).toBe(`${["first", "second"][index]} data\n${await hashOf(passwords[index] ?? "")}`);
    expect(run.rerunOf).toBe(first);
    expect(run.provenance).toMatchObject({
      image: { repository: "orders/report", digest: digests[index] },
      files: [{ bucket: "acme-orders-dc", key: "input/data.txt", versionId: versions[index], path: "data.txt" }],
      secrets: [{ store: "vault", id: "secret/orders/db-password", versionId: `${index + 2}`, file: "password" }],
    });
    const [attempt] = await attemptsOf(live.db, run.id);
    expect(JSON.stringify(attempt?.manifests)).toContain(`/orders/report@${digests[index]}`);
  };

  test("exactly: the same image, object and secret versions, though tag, key and name mean others now", async () => {
    expect(new Set([...digests, ...versions]).size).toBe(4);
    await expectUsed(0, await rerunAs(true));
  });

  test("plainly: what tag, key and name mean now", async () => {
    await expectUsed(1, await rerunAs(false));
  });

  test("exactly, where a version is gone: refused, with what is missing", async () => {
    await world.deleteObject("acme-orders-dc", "input/data.txt", versions[0]);
    const result = await rerun.execute(await engineer(), { runId: first, exactly: true });
    expect(result).toMatchObject({
      ok: false,
      error: {
        code: "refused",
        message: `Version ${versions[0]} of input/data.txt is not in acme-orders-dc any more`,
      },
    });
  });

  test("with one idempotency key is one run; the key with another request is a conflict", async () => {
    const ask = async (more: object) =>
      rerun.execute(await engineer(), { runId: first, exactly: false, idempotencyKey: "rerun-key-1", ...more });
    const [one, two] = [await ask({}), await ask({})];
    expect(one).toMatchObject({ ok: true });
    expect(two).toEqual(one);
    expect(await ask({ exactly: true })).toMatchObject({ ok: false, error: { code: "conflict" } });
  });
});

describe("a launch with an idempotency key", () => {
  const idempotencyKey = "one-launch-please";
  const launch = async (change: (input: LaunchRunInput) => LaunchRunInput = (input) => input) =>
    launchRun.execute(
      await engineer(),
      change({ ...(await live.choice("Greeting from a container", "eks-frankfurt")), idempotencyKey }),
    );

  test("is one run however often it is sent, also at once", async () => {
    const answers = await Promise.all([launch(), launch(), launch(), launch()]);
    const ids = answers.map((answer) => (answer.ok ? answer.data.runId : answer.error.message));
    expect(new Set(ids).size).toBe(1);
    expect(await launch()).toEqual(answers[0]);
    expect(await endOf(live.db, ids[0] ?? "")).toMatchObject({ state: "succeeded" });
    expect(await launch()).toEqual(answers[0]);
    const [row] = await live.sql`select count(*)::int as runs from runs where idempotency_key = ${idempotencyKey}`;
    expect(row?.runs).toBe(1);
  });

  test("is a conflict with another body", async () => {
    const other = await launch((input) => ({ ...input, choices: { ...input.choices, args: ["other"] } }));
    expect(other).toMatchObject({ ok: false, error: { code: "conflict" } });
  });
});

describe("a stop", () => {
  const stop = async (runId: string) => must(stopRun, await engineer(), { runId });
  const podsOf = async (cluster: ClusterName, runId: string) =>
    (await live.kube[cluster].list("/api/v1/namespaces/orders-batch/pods")).filter(
      ({ metadata }) => metadata.labels?.["slipway.dev/run"] === runId,
    );

  test("reaches the program as SIGTERM, and its log stays readable, word for word, when the pod is gone", async () => {
    const runId = await live.launch("Long count", "eks-virginia");
    const streaming = logOf(live.db, runId, "main", { follow: true });
    await inState(live.db, runId, "running");
    await until("it counts", async () => textOf(await logOf(live.db, runId)).includes("2 of 600"));
    await stop(runId);
    expect(await endOf(live.db, runId)).toMatchObject({ state: "cancelled", reason: null });
    expect(endsIn(await storyOf(live.db, runId))).toEqual(["cancelled"]);
    await putAway(live.db, runId);
    expect(await podsOf("eks-virginia", runId)).toEqual([]);
    const archived = await logOf(live.db, runId);
    expect(textOf(archived)).toMatch(/^1 of 600\n2 of 600\n(.*\n)*stopping$/);
    // Times and texts, line by line.
    expect(await streaming).toEqual(archived);
  });

  test("before the dispatch: cancelled, and nothing was ever created", async () => {
    await worker.stop();
    const watch = await live.kube["dc-frankfurt"].createdJobs();
    const runId = await live.launch("Long count", "dc-frankfurt");
    await stop(runId);
    await stop(runId);
    expect((await runOf(live.db, runId)).state).toBe("queued");
    worker = live.startWorker();
    expect(await endOf(live.db, runId)).toMatchObject({ state: "cancelled" });
    const other = await live.launch("Greeting from a container", "dc-frankfurt");
    expect(await endOf(live.db, other)).toMatchObject({ state: "succeeded" });
    expect(watch.jobs.map(({ metadata }) => metadata.name)).toEqual([`sw-${other}-1`]);
    expect(await attemptsOf(live.db, runId)).toEqual([]);
    watch.stop();
  });

  test("after the end is refused", async () => {
    const runId = await live.launch("Greeting from a container", "eks-frankfurt");
    await endOf(live.db, runId);
    expect(await stopRun.execute(await engineer(), { runId })).toMatchObject({
      ok: false,
      error: { code: "conflict" },
    });
  });
});

test("an archived log is what was streamed live, times and texts, also with odd text", async () => {
  const odd = [
    "import sys",
    "print('Grüße, 你好 🚀', flush=True)",
    "print('\\x1b[31mred\\x1b[0m\\ttab', flush=True)",
    "print('', flush=True)",
    "print('x' * 40000, flush=True)",
    "sys.stdout.buffer.write(b'\\xff\\xfe not utf-8\\n')",
    "sys.stdout.write('no end')",
  ].join("\n");
  await live.saveProgram("Odd text", `${odd}\n`);
  const runId = await live.launch("Odd text", "eks-frankfurt");
  const streamed = await logOf(live.db, runId, "main", { follow: true });
  expect(await endOf(live.db, runId)).toMatchObject({ state: "succeeded" });
  await putAway(live.db, runId);
  expect(await podsOfRun(runId)).toBe(1);
  const archived = await logOf(live.db, runId);
  expect(streamed).toEqual(archived);
  expect(archived.map(({ text }) => text).join("\n")).toBe(
    `Grüße, 你好 🚀\n\u001b[31mred\u001b[0m\ttab\n\n${"x".repeat(40000)}\n\ufffd\ufffd not utf-8\nno end`,
  );
});

async function podsOfRun(runId: string): Promise<number> {
  const pods = await live.kube["eks-frankfurt"].list("/api/v1/namespaces/orders-batch/pods");
  return pods.filter(({ metadata }) => metadata.labels?.["slipway.dev/run"] === runId).length;
}
