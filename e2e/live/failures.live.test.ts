import { readdirSync, readFileSync } from "node:fs";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import type { ClusterName } from "#demo/company.ts";
import { must } from "#demo/must.ts";
import { contextOf } from "#demo/seed.ts";
import { saveJob } from "#lib/jobs/save-job.ts";
import { reasonSentence } from "#lib/runs/preflight-sentence.ts";
import type { LaunchRunInput } from "#lib/runs/schema.ts";
import { createsJob, scriptFault } from "./fault.ts";
import { type LiveStack, startLiveStack } from "./live-stack.ts";
import { attemptsOf, endOf, endsIn, inState, logOf, putAway, runOf, storyOf, textOf } from "./run-facts.ts";
import { until } from "./until.ts";
import { type WorldAdmin, worldAdmin } from "./world-admin.ts";

const serviceAccount = "/api/v1/namespaces/payments-batch/serviceaccounts/payments-batch-runner";
const computeQuota = "/api/v1/namespaces/payments-batch/resourcequotas/compute";
const hello = "print('hello')\n";
let live: LiveStack;
let world: WorldAdmin;

beforeAll(async () => {
  live = await startLiveStack();
  world = worldAdmin(live);
  await live.saveProgram("Hello", hello);
});
afterEach(() => {
  for (const cluster of Object.values(live.stack.sandbox.clusters)) cluster.faults?.clear();
});
afterAll(async () => {
  world?.close();
  await live?.stop();
});

const withTag =
  (tag: string) =>
  (input: LaunchRunInput): LaunchRunInput => ({
    ...input,
    choices: { ...input.choices, image: { ...input.choices.image, tag } },
  });
const withFile =
  (key: string) =>
  (input: LaunchRunInput): LaunchRunInput => ({ ...input, choices: { ...input.choices, files: [{ key, path: key }] } });

/** Changes a quota, and waits until the cluster counts by it. */
async function setQuota(cluster: ClusterName, requestsCpu: string): Promise<void> {
  await live.kube[cluster].patch(computeQuota, { spec: { hard: { "requests.cpu": requestsCpu } } });
  await until("the quota holds", async () => {
    const [quota] = await live.kube[cluster].list("/api/v1/namespaces/payments-batch/resourcequotas");
    return (quota?.status?.hard as Record<string, string> | undefined)?.["requests.cpu"] === requestsCpu;
  });
}

async function secretIdOf(account: string, name: string): Promise<string> {
  const [row] = await live.sql`select r.id from cloud_resources r join cloud_accounts a on a.id = r.cloud_account_id
    where a.name = ${account} and r.name = ${name} and r.kind = 'secret'`;
  return String(row?.id);
}

describe("a launch that cannot go well is refused, with its reason", () => {
  const refusalOf = async (...launch: Parameters<LiveStack["tryLaunch"]>) => {
    const result = await live.tryLaunch(...launch);
    return result.ok ? "launched" : `${result.error.code}: ${result.error.message}`;
  };
  afterAll(async () => {
    const [row] = await live.sql`select count(*)::int as runs from runs`;
    expect(row?.runs).toBe(0);
  });

  test.each(["dc-frankfurt", "eks-frankfurt"] as const)(
    "an image tag that is not in the registry of %s",
    async (cluster) => {
      expect(await refusalOf("Hello", cluster, withTag("9.9.9"))).toBe("refused: orders/report has no tag 9.9.9");
    },
  );

  test("a file that is not in the bucket", async () => {
    expect(await refusalOf("Hello", "eks-frankfurt", withFile("input/none.csv"))).toBe(
      "refused: input/none.csv is not in acme-orders-eu",
    );
  });

  test("a secret that is bound, which the role may not read", async () => {
    const resourceId = await secretIdOf("acme-eu", "orders/kafka-keystore");
    const answer = await refusalOf("Hello", "eks-frankfurt", (input) => ({
      ...input,
      choices: { ...input.choices, secrets: [{ resourceId, file: "keystore", env: "KEYSTORE_FILE" }] },
    }));
    expect(answer).toBe(
      "refused: Role arn:aws:iam::111122223333:role/slipway-orders-batch may not read secret orders/kafka-keystore: the binding exists, the role does not carry it",
    );
  });

  test("a quota without room", async () => {
    await setQuota("dc-frankfurt", "50m");
    expect(await refusalOf("Settle the day", "dc-frankfurt")).toBe(
      "refused: Quota compute has no room: requests.cpu 0.1 asked, 0.05 of 0.05 left",
    );
    await setQuota("dc-frankfurt", "4");
  });

  test("a service account that does not carry the role that was registered", async () => {
    const annotate = (role: string) =>
      live.kube["eks-frankfurt"].patch(serviceAccount, {
        metadata: { annotations: { "eks.amazonaws.com/role-arn": role } },
      });
    await annotate("arn:aws:iam::111122223333:role/another");
    expect(await refusalOf("Settle the day", "eks-frankfurt")).toBe(
      "refused: payments-batch-runner is annotated with “arn:aws:iam::111122223333:role/another” instead of arn:aws:iam::111122223333:role/slipway-payments-batch",
    );
    await annotate("arn:aws:iam::111122223333:role/slipway-payments-batch");
  });
});

describe("what changes between a launch and its dispatch ends the run before anything is created", () => {
  let runs: Record<"image" | "file" | "quota" | "account", string>;

  beforeAll(async () => {
    await world.pushImage("orders/report", "doomed", "doomed");
    await world.putObject("acme-orders-dc", "input/doomed.csv", "a,b\n");
    runs = {
      image: await live.launch("Hello", "dc-frankfurt", withTag("doomed")),
      file: await live.launch("Hello", "dc-frankfurt", withFile("input/doomed.csv")),
      quota: await live.launch("Settle the day", "dc-frankfurt"),
      account: await live.launch("Settle the day", "eks-frankfurt"),
    };
    await world.deleteImage("orders/report", "doomed");
    await world.deleteObject("acme-orders-dc", "input/doomed.csv");
    await setQuota("dc-frankfurt", "50m");
    await live.kube["eks-frankfurt"].remove(serviceAccount);
    live.startWorker();
  });
  afterAll(async () => {
    await setQuota("dc-frankfurt", "4");
    await live.kube["eks-frankfurt"].create("/api/v1/namespaces/payments-batch/serviceaccounts", {
      apiVersion: "v1",
      kind: "ServiceAccount",
      metadata: {
        name: "payments-batch-runner",
        annotations: { "eks.amazonaws.com/role-arn": "arn:aws:iam::111122223333:role/slipway-payments-batch" },
      },
    });
  });

  test.each([
    ["image", "tag-absent", "orders/report has no tag doomed"],
    ["file", "file-absent", "input/doomed.csv is not in acme-orders-dc"],
    ["quota", "quota-full", "Quota compute has no room: requests.cpu 0.1 asked, 0.05 of 0.05 left"],
    ["account", "service-account-absent", "There is no service account payments-batch-runner in payments-batch"],
  ] as const)("%s: %s", async (what, reason, sentence) => {
    expect(await endOf(live.db, runs[what])).toMatchObject({ state: "failed", reason, sentence });
    expect(await attemptsOf(live.db, runs[what])).toEqual([]);
    expect(endsIn(await storyOf(live.db, runs[what]))).toEqual(["failed"]);
  });
});

describe("what changes after the last check ends the run with what the pod met", () => {
  let runs: Record<"image" | "file" | "login" | "secret" | "quota", string>;
  let version: string;
  let digest: string;

  beforeAll(async () => {
    digest = await world.pushImage("orders/report", "gone", "gone");
    version = await world.putObject("acme-orders-dc", "input/gone.csv", "a,b\n");
    const match = createsJob;
    const inDc = scriptFault(live.stack.sandbox.clusters["dc-frankfurt"].faults, { match, times: 4, delayMs: 4000 });
    const inEks = scriptFault(live.stack.sandbox.clusters["eks-frankfurt"].faults, { match, times: 1, delayMs: 4000 });
    const [image, file, login, secret, quota] = await Promise.all([
      live.launch("Hello", "dc-frankfurt", withTag("gone")),
      live.launch("Hello", "dc-frankfurt", withFile("input/gone.csv")),
      live.launch("Settle the day", "dc-frankfurt"),
      live.launch("Daily orders report", "dc-frankfurt"),
      live.launch("Settle the day", "eks-frankfurt"),
    ]);
    runs = { image, file, login, secret, quota };
    await until("every check was passed", () => inDc.hits() === 4 && inEks.hits() === 1);
    await Promise.all([
      world.deleteImage("orders/report", digest),
      world.deleteObject("acme-orders-dc", "input/gone.csv", version),
      world.toVault("auth/kubernetes/role/payments-batch", { bound_service_account_names: ["somebody-else"] }),
      world.toVault("secret/destroy/orders/db-password", { versions: [1] }),
      setQuota("eks-frankfurt", "50m"),
    ]);
    // Nothing of it was too late.
    for (const runId of Object.values(runs)) expect((await runOf(live.db, runId)).state).toBe("submitting");
  });

  test("an image that the node cannot pull", async () => {
    const { state, reason, sentence } = await endOf(live.db, runs.image);
    expect({ state, reason }).toEqual({ state: "failed", reason: "image-pull" });
    expect(sentence).toContain(
      `The image ${live.stack.sandbox.registry.host}/orders/report@${digest} can’t be pulled: `,
    );
    expect(sentence).toMatch(/not found|manifest unknown/);
    await putAway(live.db, runs.image);
  });

  test("a file that is gone: init's last line is the reason", async () => {
    const { state, reason, params, sentence } = await endOf(live.db, runs.file);
    expect({ state, reason }).toEqual({ state: "failed", reason: "init-failed" });
    expect(sentence).toBe(`Files and secrets could not be prepared: ${params?.message}`);
    expect(params?.message).toContain("input/gone.csv");
    expect(params?.message).toContain(version);
    await putAway(live.db, runs.file);
    expect((await logOf(live.db, runs.file, "init")).at(-1)?.text).toBe(params?.message);
  });

  test("a Vault role that admits the pod no more", async () => {
    const { state, reason, sentence } = await endOf(live.db, runs.login);
    expect({ state, reason }).toEqual({ state: "failed", reason: "init-failed" });
    expect(sentence).toContain("Vault refused login for role payments-batch: service account name not authorized");
  });

  test("a secret whose version was destroyed", async () => {
    const { state, reason, sentence } = await endOf(live.db, runs.secret);
    expect({ state, reason }).toEqual({ state: "failed", reason: "init-failed" });
    expect(sentence).toContain("secret secret/orders/db-password version 1 was destroyed");
  });

  test("a quota that was filled: the run says what it waits for, and goes on when there is room", async () => {
    const waiting = await until("the quota is told", async () => {
      const run = await runOf(live.db, runs.quota);
      return run.reason !== null && run;
    });
    expect(waiting).toMatchObject({ state: "pending", reason: "quota" });
    expect(reasonSentence("quota", waiting.reasonParams)).toContain(
      "exceeded quota: compute, requested: requests.cpu=100m",
    );
    await setQuota("eks-frankfurt", "4");
    expect(await endOf(live.db, runs.quota)).toMatchObject({ state: "succeeded", reason: null });
  });
});

describe("a program that fails says how", () => {
  let overdue: string;

  beforeAll(async () => {
    await live.saveProgram("Sleep", "import time\nprint('asleep', flush=True)\ntime.sleep(600)\n", { args: [] });
    await live.saveProgram("Overdue", "import time\nprint('asleep', flush=True)\ntime.sleep(600)\n", {
      deadlineMinutes: 1,
    });
    overdue = await live.launch("Overdue", "eks-virginia");
  });

  test("an exit code, with the last line", async () => {
    const runId = await live.launch("Fails well", "eks-virginia");
    const lastLine =
      "totals do not match: 1,204 orders booked, 1,198 shipped; rerun after the shipping feed of 2026-09-21 has arrived";
    expect(await endOf(live.db, runId)).toEqual({
      state: "failed",
      reason: "exit-code",
      params: { exitCode: 3, lastLine },
      sentence: `The program ended with exit code 3. ${lastLine}`,
    });
  });

  test("again for each retry, and each attempt keeps its log", async () => {
    const runId = await live.launch("Fails well", "eks-frankfurt", (input) => ({
      ...input,
      choices: { ...input.choices, retries: 1 },
    }));
    expect(await endOf(live.db, runId)).toMatchObject({ state: "failed", reason: "exit-code" });
    await putAway(live.db, runId);
    expect((await attemptsOf(live.db, runId)).map(({ number }) => number)).toEqual([1, 2]);
    for (const attempt of [1, 2])
      expect(textOf(await logOf(live.db, runId, "main", { attempt }))).toContain("[3/3] checking totals");
  });

  test("a signal: whoever kills the process", async () => {
    const marker = `marked-${crypto.randomUUID()}`;
    const runId = await live.launch("Sleep", "dc-frankfurt", (input) => ({
      ...input,
      choices: { ...input.choices, args: [marker] },
    }));
    await inState(live.db, runId, "running");
    await until("the program runs", async () => textOf(await logOf(live.db, runId)) === "asleep");
    for (const pid of processesWith(marker)) process.kill(pid, "SIGKILL");
    expect(await endOf(live.db, runId)).toEqual({
      state: "failed",
      reason: "killed",
      params: { signal: "SIGKILL", lastLine: "asleep" },
      sentence: "The program was ended by SIGKILL. asleep",
    });
  });

  test("a program that is not in the image", async () => {
    await must(saveJob, await contextOf(live.db, "engineer@orders"), {
      project: "orders",
      name: "Nowhere",
      type: "container",
      spec: {
        image: { repository: "tools/greeting", tag: "1.0.0" },
        command: ["/nowhere/to-be-found"],
        resources: { cpuRequestMillis: 50, cpuLimitMillis: 100, memoryRequestMiB: 32, memoryLimitMiB: 64 },
      },
    });
    const { state, reason, sentence } = await endOf(live.db, await live.launch("Nowhere", "dc-frankfurt"));
    expect({ state, reason }).toEqual({ state: "failed", reason: "container-start" });
    expect(sentence).toContain("/nowhere/to-be-found");
  });

  test("a Job that somebody else removed: the run is lost, never a success", async () => {
    const runId = await live.launch("Sleep", "eks-frankfurt");
    await inState(live.db, runId, "running");
    await live.kube["eks-frankfurt"].remove(
      `/apis/batch/v1/namespaces/orders-batch/jobs/sw-${runId}-1?propagationPolicy=Background&gracePeriodSeconds=0`,
    );
    expect(await endOf(live.db, runId)).toMatchObject({
      state: "lost",
      reason: "job-vanished",
      sentence: `Job sw-${runId}-1 is not on the cluster any more, and Slipway did not remove it. How the run ended is not known.`,
    });
  });

  test("a pod that somebody else removed", async () => {
    const runId = await live.launch("Sleep", "eks-frankfurt");
    const { podName } = await until("the pod is known", async () =>
      (await attemptsOf(live.db, runId)).find((a) => a.podName),
    );
    await inState(live.db, runId, "running");
    await live.kube["eks-frankfurt"].remove(`/api/v1/namespaces/orders-batch/pods/${podName}?gracePeriodSeconds=1`);
    const { state, reason, sentence } = await endOf(live.db, runId);
    expect(state).toBe("failed");
    expect(["pod-gone", "killed"]).toContain(reason);
    expect(sentence).not.toBe("");
  });

  test("a limit of time that has passed", async () => {
    expect(await endOf(live.db, overdue, 90_000)).toEqual({
      state: "failed",
      reason: "deadline",
      params: { minutes: 1 },
      sentence: "The run took longer than its limit of 1 minute.",
    });
    await putAway(live.db, overdue);
    expect(textOf(await logOf(live.db, overdue))).toContain("asleep");
  }, 120_000);
});

/** Processes whose arguments hold this marker, which stands for nothing but the program that this test started. */
function processesWith(marker: string): number[] {
  return readdirSync("/proc").flatMap((entry) => {
    if (!/^\d+$/.test(entry)) return [];
    try {
      return readFileSync(`/proc/${entry}/cmdline`, "utf8").includes(marker) ? [Number(entry)] : [];
    } catch {
      return [];
    }
  });
}
