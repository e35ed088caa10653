import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import type { ClusterName } from "#demo/company.ts";
import { createsJob, scriptFault } from "./fault.ts";
import type { KubeObject } from "./kube-admin.ts";
import { type LiveStack, startLiveStack, type Worker } from "./live-stack.ts";
import { attemptsOf, endOf, endsIn, inState, logOf, putAway, runOf, storyOf, textOf } from "./run-facts.ts";
import { until } from "./until.ts";

const clusters: ClusterName[] = ["dc-frankfurt", "eks-frankfurt", "eks-virginia"];
let live: LiveStack;
let created: Record<ClusterName, { jobs: KubeObject[]; stop(): void }>;
let alive: Worker[] = [];

beforeAll(async () => {
  live = await startLiveStack();
  const watches = await Promise.all(clusters.map(async (name) => [name, await live.kube[name].createdJobs()] as const));
  created = Object.fromEntries(watches) as typeof created;
  const count =
    "import sys, time\nfor n in range(1, int(sys.argv[1]) + 1):\n    print(n, flush=True)\n    time.sleep(0.1)\n";
  await live.saveProgram("Count for 2 s", count, { args: ["20"] });
  await live.saveProgram("Count for 8 s", count, { args: ["80"] });
});
afterEach(() => {
  for (const name of clusters) faultsOf(name)?.clear();
});
afterAll(async () => {
  for (const name of clusters) created?.[name].stop();
  await live?.stop();
});

const faultsOf = (name: ClusterName) => live.stack.sandbox.clusters[name].faults;
const start = () => {
  const worker = live.startWorker();
  alive.push(worker);
  return worker;
};
const killAll = async () => {
  await Promise.all(alive.map((worker) => worker.kill()));
  alive = [];
};

/** The Jobs that ever existed for a run, on any cluster. */
const jobsOf = (runId: string) =>
  clusters.flatMap((name) => created[name].jobs.filter((job) => job.metadata.labels?.["slipway.dev/run"] === runId));

/** One Job, one attempt, one end: whatever happened on the way. */
async function expectExactlyOnce(runId: string) {
  expect(jobsOf(runId).map(({ metadata }) => metadata.name)).toEqual([`sw-${runId}-1`]);
  const attempts = await attemptsOf(live.db, runId);
  expect(attempts).toHaveLength(1);
  expect(attempts[0]?.batchJobUid).toBe(jobsOf(runId)[0]?.metadata.uid);
  expect(endsIn(await storyOf(live.db, runId))).toEqual(["succeeded"]);
}

const counted = (upTo: number) => Array.from({ length: upTo }, (_, index) => `${index + 1}`).join("\n");

describe("a worker that is killed", () => {
  let beforeCreation: string;
  let afterCreation: string;
  let whileTracking: string;
  let endedMeanwhile: string;

  beforeAll(async () => {
    const first = start();
    [whileTracking, endedMeanwhile] = await Promise.all([
      live.launch("Count for 8 s", "eks-virginia"),
      live.launch("Count for 2 s", "eks-virginia"),
    ]);
    const held = scriptFault(faultsOf("dc-frankfurt"), { match: createsJob, times: 1, delayMs: 30_000, drop: true });
    const unanswered = scriptFault(faultsOf("eks-frankfurt"), { match: createsJob, times: 1, slowBodyMs: 30_000 });
    [beforeCreation, afterCreation] = await Promise.all([
      live.launch("Count for 2 s", "dc-frankfurt"),
      live.launch("Count for 2 s", "eks-frankfurt"),
    ]);
    await Promise.all([held.hit, unanswered.hit, inState(live.db, whileTracking, "running")]);
    await inState(live.db, endedMeanwhile, "running");
    await until("the Job whose creation was not answered", () => jobsOf(afterCreation).length === 1);
    await first.kill();
  });
  afterAll(killAll);

  test("leaves runs as they were: claimed, written down, and none of them ended", async () => {
    expect((await runOf(live.db, beforeCreation)).state).toBe("submitting");
    expect(await attemptsOf(live.db, beforeCreation)).toHaveLength(1);
    expect(jobsOf(beforeCreation)).toEqual([]);
    expect((await runOf(live.db, afterCreation)).state).toBe("submitting");
    expect((await attemptsOf(live.db, afterCreation))[0]?.batchJobUid).toBeNull();
    expect((await runOf(live.db, whileTracking)).state).toBe("running");
    const [job] = jobsOf(endedMeanwhile);
    await until("a Job ends while nobody watches", async () => {
      const jobs = await live.kube["eks-virginia"].list("/apis/batch/v1/namespaces/orders-batch/jobs");
      return jobs.find(({ metadata }) => metadata.uid === job?.metadata.uid)?.status?.succeeded === 1;
    });
    expect((await runOf(live.db, endedMeanwhile)).state).toBe("running");
    start();
  });

  test("before its creation reached the cluster: the next worker creates the Job, once", async () => {
    expect((await endOf(live.db, beforeCreation)).state).toBe("succeeded");
    await expectExactlyOnce(beforeCreation);
  });

  test("after the creation, before its answer: the next worker finds the Job and takes it over", async () => {
    expect((await endOf(live.db, afterCreation)).state).toBe("succeeded");
    await expectExactlyOnce(afterCreation);
  });

  test("while it tracked a run: the next worker goes on, and the log is whole", async () => {
    expect((await endOf(live.db, whileTracking)).state).toBe("succeeded");
    await expectExactlyOnce(whileTracking);
    await putAway(live.db, whileTracking);
    expect(textOf(await logOf(live.db, whileTracking))).toBe(counted(80));
  });

  test("while it tracked a run that then ended: its end is told and its log kept all the same", async () => {
    expect((await endOf(live.db, endedMeanwhile)).state).toBe("succeeded");
    await expectExactlyOnce(endedMeanwhile);
    await putAway(live.db, endedMeanwhile);
    expect(textOf(await logOf(live.db, endedMeanwhile))).toBe(counted(20));
  });

  test("a creation whose answer is lost on the way is looked up and adopted by the same worker", async () => {
    const lost = scriptFault(faultsOf("eks-frankfurt"), {
      match: createsJob,
      times: 1,
      drop: true,
      afterHandling: true,
    });
    const runId = await live.launch("Count for 2 s", "eks-frankfurt");
    await lost.hit;
    expect((await endOf(live.db, runId)).state).toBe("succeeded");
    await expectExactlyOnce(runId);
  });
});

describe("two workers at once", () => {
  let first: Worker;
  let second: Worker;
  const tracks = (worker: Worker, cluster: ClusterName) =>
    worker.log().includes(`"cluster":"${cluster}","msg":"tracking"`);
  const locks = () => live.sql<{ holders: number }[]>`
    select count(*)::int as holders from pg_locks where locktype = 'advisory' and classid = 7310100 group by objid`;

  beforeAll(async () => {
    first = start();
    second = start();
    await until("every cluster is tracked", () =>
      clusters.every((name) => tracks(first, name) || tracks(second, name)),
    );
  });
  afterAll(killAll);

  test("make one Job for each run", async () => {
    const runs = await Promise.all(
      clusters.flatMap((name) => [live.launch("Count for 2 s", name), live.launch("Count for 2 s", name)]),
    );
    for (const runId of runs) {
      expect((await endOf(live.db, runId)).state).toBe("succeeded");
      await expectExactlyOnce(runId);
    }
  });

  test("share the clusters: each is tracked by one of them, and taken over when that one is killed", async () => {
    expect([...(await locks())].map(({ holders }) => holders)).toEqual([1, 1, 1]);
    const owner = tracks(first, "dc-frankfurt") ? first : second;
    const other = owner === first ? second : first;
    expect(clusters.filter((name) => tracks(first, name) && tracks(second, name))).toEqual([]);
    const runId = await live.launch("Count for 8 s", "dc-frankfurt");
    await inState(live.db, runId, "running");
    await owner.kill();
    await until("the other worker tracks", () => tracks(other, "dc-frankfurt"));
    expect((await endOf(live.db, runId)).state).toBe("succeeded");
    await expectExactlyOnce(runId);
    expect([...(await locks())].map(({ holders }) => holders)).toEqual([1, 1, 1]);
  });
});

describe("a cluster that does not answer", () => {
  afterAll(killAll);

  test("holds up no run elsewhere, and its own runs go on when it is back", async () => {
    const [hanging, dropping] = await Promise.all([
      live.launch("Count for 2 s", "eks-virginia"),
      live.launch("Count for 2 s", "eks-frankfurt"),
    ]);
    scriptFault(faultsOf("eks-virginia"), { match: () => true, delayMs: 30_000, drop: true });
    scriptFault(faultsOf("eks-frankfurt"), { match: () => true, drop: true });
    start();
    const healthy = await live.launch("Count for 2 s", "dc-frankfurt");
    expect((await endOf(live.db, healthy)).state).toBe("succeeded");
    for (const runId of [hanging, dropping])
      expect(["queued", "submitting"]).toContain((await runOf(live.db, runId)).state);

    for (const [runId, cluster] of [
      [hanging, "eks-virginia"],
      [dropping, "eks-frankfurt"],
    ] as const) {
      const run = await until(`${cluster} is said to be away`, async () => {
        const now = await runOf(live.db, runId);
        return now.reason !== null && now;
      });
      expect(run).toMatchObject({ reason: "cluster-unreachable", reasonParams: { cluster } });
      expect(jobsOf(runId)).toEqual([]);
    }
    const [problem] = await live.sql`select problem from clusters where name = 'eks-frankfurt'`;
    expect(problem?.problem).toMatchObject({ params: { cluster: "eks-frankfurt" } });

    for (const name of clusters) faultsOf(name)?.clear();
    for (const runId of [hanging, dropping]) {
      expect((await endOf(live.db, runId)).state).toBe("succeeded");
      await expectExactlyOnce(runId);
    }
    await until("the cluster is said to be well", async () => {
      const [row] = await live.sql`select problem from clusters where name = 'eks-frankfurt'`;
      return row?.problem === null;
    });
  });

  test("is told at launch, and nothing is queued for it", async () => {
    scriptFault(faultsOf("eks-virginia"), { match: () => true, drop: true });
    const [before] = await live.sql`select count(*)::int as count from runs`;
    const result = await live.tryLaunch("Count for 2 s", "eks-virginia");
    expect(result).toMatchObject({ ok: false, error: { code: "refused", message: "eks-virginia does not answer" } });
    const [after] = await live.sql`select count(*)::int as count from runs`;
    expect(after?.count).toBe(before?.count);
  });
});
