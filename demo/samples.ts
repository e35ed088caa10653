import { and, asc, desc, eq } from "drizzle-orm";
import { namespaces } from "#db/schema/clusters.ts";
import { jobs, jobVersions } from "#db/schema/jobs.ts";
import { projects } from "#db/schema/people.ts";
import { runAttempts, runs } from "#db/schema/runs.ts";
import { explainPlacement } from "#lib/access/explain-placement.ts";
import type { PodJobSpec } from "#lib/jobs/schema.ts";
import { launchRun } from "#lib/runs/launch-run.ts";
import { reasonSentence } from "#lib/runs/preflight-sentence.ts";
import { readLog } from "#lib/runs/read-log.ts";
import { isTerminal, type LaunchRunInput } from "#lib/runs/schema.ts";
import type { ClusterName } from "./company.ts";
import { contextOf } from "./seed.ts";
import type { Stack } from "./stack.ts";

type Sample = {
  job: string;
  project: "orders" | "payments";
  cluster: ClusterName;
  /** Whose namespace; the project's own where left out. */
  namespaceOf?: "orders" | "payments";
  ends: "succeeded" | "failed" | "refused";
};

const all: Sample[] = [
  { job: "Daily orders report", project: "orders", cluster: "dc-frankfurt", ends: "succeeded" },
  { job: "Daily orders report", project: "orders", cluster: "eks-frankfurt", ends: "succeeded" },
  { job: "Daily orders report", project: "orders", cluster: "eks-virginia", ends: "succeeded" },
  { job: "Greeting from a container", project: "orders", cluster: "eks-frankfurt", ends: "succeeded" },
  { job: "Settle the day", project: "payments", cluster: "dc-frankfurt", namespaceOf: "orders", ends: "refused" },
  { job: "Fails well", project: "orders", cluster: "eks-virginia", ends: "failed" },
];

type Db = Stack["connection"]["db"];

/** The launch form's own first choice for a job in a placement: what has the names that the job asks for. */
export async function firstChoice(
  db: Db,
  projectName: string,
  jobName: string,
  cluster: string,
  namespaceOf = projectName,
): Promise<LaunchRunInput> {
  const [job] = await db
    .select({ projectId: projects.id, jobId: jobs.id, jobVersionId: jobVersions.id, spec: jobVersions.spec })
    .from(jobs)
    .innerJoin(projects, eq(projects.id, jobs.projectId))
    .innerJoin(jobVersions, eq(jobVersions.jobId, jobs.id))
    .where(and(eq(projects.slug, projectName), eq(jobs.name, jobName)))
    .orderBy(desc(jobVersions.number))
    .limit(1);
  if (!job) throw new Error(`There is no job ${jobName} in ${projectName}`);
  const spec = job.spec as unknown as PodJobSpec;
  const question = { projectId: job.projectId, projectName };
  const clusterId = (await explainPlacement(db, question)).clusters.find(({ name }) => name === cluster)?.id ?? "";
  const [namespace] = await db
    .select({ id: namespaces.id })
    .from(namespaces)
    .where(and(eq(namespaces.clusterId, clusterId), eq(namespaces.name, `${namespaceOf}-batch`)));
  const namespaceId = namespace?.id ?? "";
  const offered = await explainPlacement(db, { ...question, clusterId, namespaceId });
  const bucket = offered.buckets.find(({ obstacle, name }) => !obstacle && name.includes(projectName));
  return {
    jobId: job.jobId,
    jobVersionId: job.jobVersionId,
    placement: { clusterId, namespaceId },
    choices: {
      ...(bucket ? { bucketId: bucket.id } : {}),
      image: {
        repositoryId: offered.repositories.find(({ name }) => name === spec.image.repository)?.id ?? "",
        tag: spec.image.tag,
      },
      files: spec.files,
      secrets: spec.secrets.map(({ name, file, env }) => ({
        resourceId:
          offered.secrets.find((secret) => secret.name === name || secret.name.endsWith(`/${name}`))?.id ?? "",
        file,
        env,
        // Vault's secrets hold fields; the demo's have one.
        ...(offered.cloudAccount?.kind === "datacenter" ? { key: "value" } : {}),
      })),
      args: spec.args,
      env: spec.env,
      resources: spec.resources,
      deadlineMinutes: spec.deadlineMinutes,
      retries: spec.retries,
    },
  };
}

/** Waits until a run has ended and gives how. */
export async function endOf(db: Db, runId: string, limitMs = 120_000) {
  const deadline = Date.now() + limitMs;
  for (;;) {
    const [run] = await db
      .select({
        state: runs.state,
        reason: runs.reason,
        reasonParams: runs.reasonParams,
        createdAt: runs.createdAt,
        finishedAt: runs.finishedAt,
      })
      .from(runs)
      .where(eq(runs.id, runId));
    if (run && isTerminal(run.state)) return run;
    if (Date.now() > deadline)
      throw new Error(`The run ${runId} is still ${run?.state ?? "absent"} after ${limitMs / 1000} s`);
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

async function lastLines(db: Db, runId: string, count: number): Promise<string[]> {
  const [attempt] = await db
    .select({ number: runAttempts.number })
    .from(runAttempts)
    .where(eq(runAttempts.runId, runId))
    .orderBy(asc(runAttempts.number));
  if (!attempt) return [];
  const lines: string[] = [];
  for await (const { text } of readLog(
    db,
    { runId, attempt: attempt.number, container: "main" },
    { follow: true, signal: AbortSignal.timeout(20_000) },
  )) {
    lines.push(text);
  }
  return lines.slice(-count);
}

/** Launches every sample as its engineer would and prints what came of each; gives how many did not end as they should. */
export async function samples({ connection: { db } }: Stack): Promise<number> {
  console.log("\nSamples");
  const launched = await Promise.all(
    all.map(async (sample) => {
      const engineer = await contextOf(db, `engineer@${sample.project}`);
      const input = await firstChoice(db, sample.project, sample.job, sample.cluster, sample.namespaceOf);
      return { sample, result: await launchRun.execute(engineer, input) };
    }),
  );
  let wrong = 0;
  const tell = (sample: Sample, state: string, more: string) => {
    const isRight = state === sample.ends;
    if (!isRight) wrong++;
    console.log(`${isRight ? "✓" : "✗"} ${sample.job} on ${sample.cluster}: ${state}${more}`);
  };
  for (const { sample, result } of launched) {
    if (!result.ok) {
      tell(sample, "refused", `\n    ${result.error.message}`);
      continue;
    }
    const { state, reason, reasonParams, createdAt, finishedAt } = await endOf(db, result.data.runId);
    const seconds = ((finishedAt ?? createdAt).getTime() - createdAt.getTime()) / 1000;
    tell(sample, state, `  ${seconds.toFixed(1)} s`);
    if (reason) console.log(`    ${reasonSentence(reason, reasonParams)}`);
    for (const line of await lastLines(db, result.data.runId, 4)) console.log(`    │ ${line}`);
  }
  return wrong;
}
