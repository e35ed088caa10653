import { randomUUID } from "node:crypto";
import { cloudAccounts } from "#db/schema/cloud.ts";
import { clusters, namespaces, serviceAccounts } from "#db/schema/clusters.ts";
import { jobs, jobVersions } from "#db/schema/jobs.ts";
import { projects, users } from "#db/schema/people.ts";
import { runAttempts, runs } from "#db/schema/runs.ts";
import type { TestDatabase } from "#db/testing/test-database.ts";
import type { Attempt } from "../attempts.ts";
import type { Run } from "../transition.ts";

type Db = TestDatabase["db"];

const one = <T>([row]: T[]): T => {
  if (!row) throw new Error("The row was not written");
  return row;
};

/** A placement and a job to launch there, for tests that start from a run's row. */
export async function insertPlacement(db: Db) {
  const name = `t-${randomUUID().slice(0, 8)}`;
  const user = one(await db.insert(users).values({ login: name, name }).returning());
  const project = one(await db.insert(projects).values({ slug: name, name }).returning());
  const account = one(await db.insert(cloudAccounts).values({ name, kind: "datacenter", config: {} }).returning());
  const place = { name, region: "eu-central-1", residency: "eu", cloudAccountId: account.id };
  const cluster = one(
    await db
      .insert(clusters)
      .values({ ...place, type: "datacenter", config: {}, uid: randomUUID() })
      .returning(),
  );
  const namespace = one(await db.insert(namespaces).values({ clusterId: cluster.id, name }).returning());
  const where = { clusterId: cluster.id, namespaceId: namespace.id, projectId: project.id };
  const serviceAccount = one(
    await db
      .insert(serviceAccounts)
      .values({ ...where, name, accessKeySecret: "s3-key" })
      .returning(),
  );
  const job = one(await db.insert(jobs).values({ projectId: project.id, name, type: "container" }).returning());
  const version = { jobId: job.id, number: 1, spec: {}, createdBy: user.id };
  const jobVersion = one(await db.insert(jobVersions).values(version).returning());
  return {
    ...where,
    namespace: name,
    serviceAccountId: serviceAccount.id,
    jobId: job.id,
    jobVersionId: jobVersion.id,
    launchedBy: user.id,
  };
}

export type TestPlacement = Awaited<ReturnType<typeof insertPlacement>>;

/** A run as a launch would have written it, or later in its life as `changes` say. */
export async function insertRun(
  db: Db,
  { namespace: _, ...placement }: TestPlacement,
  changes: Partial<typeof runs.$inferInsert> & { retries?: number } = {},
): Promise<Run> {
  const { retries = 0, ...columns } = changes;
  const resources = { cpuRequestMillis: 100, cpuLimitMillis: 100, memoryRequestMiB: 64, memoryLimitMiB: 64 };
  const image = { repositoryId: randomUUID(), tag: "1" };
  const choices = { image, files: [], secrets: [], args: [], env: [], resources, deadlineMinutes: 10, retries };
  return one(
    await db
      .insert(runs)
      .values({ ...placement, choices, inputHash: "hash", ...columns })
      .returning(),
  );
}

/** The attempt a run is in, as the dispatcher writes it. */
export async function insertAttempt(db: Db, run: Run, changes: Partial<Attempt> = {}): Promise<Attempt> {
  const batchJobName = `sw-${run.id}-${run.attempt}`;
  const metadata = {
    name: batchJobName,
    labels: { "slipway.dev/run": run.id, "slipway.dev/attempt": `${run.attempt}` },
    annotations: { "slipway.dev/spec-hash": "hash" },
  };
  const values = { runId: run.id, number: run.attempt, batchJobName, specHash: "hash", manifests: [{ metadata }] };
  return one(
    await db
      .insert(runAttempts)
      .values({ ...values, ...changes })
      .returning(),
  );
}
