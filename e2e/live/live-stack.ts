import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { ClusterName } from "#demo/company.ts";
import { must } from "#demo/must.ts";
import { firstChoice } from "#demo/samples.ts";
import { contextOf, seedCompany } from "#demo/seed.ts";
import { type Child, type Stack, startStack } from "#demo/stack.ts";
import { saveJob } from "#lib/jobs/save-job.ts";
import type { SaveJobInput } from "#lib/jobs/schema.ts";
import type { Result } from "#lib/platform/result.ts";
import { launchRun } from "#lib/runs/launch-run.ts";
import type { LaunchRunInput } from "#lib/runs/schema.ts";
import { stackPeers } from "../real-peers/stack-peers.ts";
import { type KubeAdmin, kubeAdmin } from "./kube-admin.ts";

type Change = (input: LaunchRunInput) => LaunchRunInput;

export type Worker = {
  /** Ends it as a power cut does: SIGKILL, and waits until it is gone. */
  kill(): Promise<void>;
  /** Ends it as a deployment does: SIGTERM, and waits until it is gone. */
  stop(): Promise<void>;
  log(): string;
};

export type LiveStack = {
  stack: Stack;
  db: Stack["connection"]["db"];
  sql: Stack["connection"]["sql"];
  kube: Record<ClusterName, KubeAdmin>;
  /** All that its processes have logged so far. */
  logs(): string;
  startWorker(): Worker;
  /** What the launch form would send for a job in the project's own namespace. */
  choice(job: string, cluster: ClusterName): Promise<LaunchRunInput>;
  /** Launches as the project's engineer and gives what the command answered. */
  tryLaunch(job: string, cluster: ClusterName, change?: Change): Promise<Result<{ runId: string }>>;
  /** Launches, and fails the test where that is refused. */
  launch(job: string, cluster: ClusterName, change?: Change): Promise<string>;
  /** Saves a job of the orders project that runs a Python program written here. */
  saveProgram(name: string, code: string, more?: Partial<SaveJobInput["spec"]>): Promise<void>;
  stop(): Promise<void>;
};

const small = { cpuRequestMillis: 50, cpuLimitMillis: 500, memoryRequestMiB: 32, memoryLimitMiB: 128 };
const image = { repository: "orders/report", tag: "2026.11.4" };

/**
 * The demo's whole world without the portal, seeded, in a folder of its own on free ports: production code end to end. No worker runs
 * until a test starts one, so that a test decides what happens between a launch and its dispatch.
 */
export async function startLiveStack(): Promise<LiveStack> {
  const folder = mkdtempSync(path.join(tmpdir(), "slipway-live-"));
  // PostgreSQL runs as a user of its own where the tests run as root.
  chmodSync(folder, 0o755);
  // Two files may run at once: each prefers ports of its own, below those that the system hands out.
  const firstPort = 15_000 + (process.pid % 1500) * 10;
  const stack = await startStack({ folder, report: (_step, work) => work(), firstPort, ...stackPeers() });
  const { db, sql } = stack.connection;
  await seedCompany(db, stack.sandbox, stack.keys);

  const projectOf = async (job: string) => {
    const [row] =
      await sql`select slug from projects join jobs on jobs.project_id = projects.id where jobs.name = ${job}`;
    return String(row?.slug);
  };
  const choice: LiveStack["choice"] = async (job, cluster) => firstChoice(db, await projectOf(job), job, cluster);
  const tryLaunch: LiveStack["tryLaunch"] = async (job, cluster, change = (input) => input) =>
    launchRun.execute(await contextOf(db, `engineer@${await projectOf(job)}`), change(await choice(job, cluster)));
  let workers = 0;

  return {
    stack,
    db,
    sql,
    kube: {
      "dc-frankfurt": kubeAdmin(stack.sandbox.clusters["dc-frankfurt"], stack.keys.clusterAdmin),
      "eks-frankfurt": kubeAdmin(stack.sandbox.clusters["eks-frankfurt"], stack.keys.clusterAdmin),
      "eks-virginia": kubeAdmin(stack.sandbox.clusters["eks-virginia"], stack.keys.clusterAdmin),
    },
    logs: () =>
      readdirSync(path.join(folder, "logs"))
        .map((name) => readFileSync(path.join(folder, "logs", name), "utf8"))
        .join(""),
    startWorker: () => workerOf(stack.startWorker(`worker-${++workers}`)),
    choice,
    tryLaunch,
    launch: async (job, cluster, change) => {
      const result = await tryLaunch(job, cluster, change);
      if (!result.ok) throw new Error(`${job} on ${cluster} was not launched: ${result.error.message}`);
      return result.data.runId;
    },
    saveProgram: async (name, code, more = {}) => {
      const spec = { image, program: { kind: "inline", code }, resources: small, deadlineMinutes: 10, ...more };
      await must(saveJob, await contextOf(db, "engineer@orders"), { project: "orders", name, type: "python", spec });
    },
    stop: async () => {
      await stack.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function workerOf({ process: child, log }: Child): Worker {
  const end = async (signal: NodeJS.Signals) => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const gone = new Promise((resolve) => child.once("exit", resolve));
    child.kill(signal);
    await gone;
  };
  return { kill: () => end("SIGKILL"), stop: () => end("SIGTERM"), log: () => readFileSync(log, "utf8") };
}
