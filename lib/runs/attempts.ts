import { and, eq } from "drizzle-orm";
import type { Database, Transaction } from "#db/client.ts";
import { namespaces } from "#db/schema/clusters.ts";
import { runAttempts, runs } from "#db/schema/runs.ts";
import type { V1ConfigMap, V1Job } from "#lib/clusters/kubernetes-objects.ts";
import { specHashAnnotation } from "#lib/jobs/job-names.ts";
import type { Provenance } from "./schema.ts";
import type { Run } from "./transition.ts";

export type Attempt = typeof runAttempts.$inferSelect;
export type Manifests = { batchJob: V1Job; owned: V1ConfigMap[] };

/** The attempt a run is in, once its manifests were written. */
export async function findAttempt(db: Database, run: Pick<Run, "id" | "attempt">): Promise<Attempt | undefined> {
  const [attempt] = await db
    .select()
    .from(runAttempts)
    .where(and(eq(runAttempts.runId, run.id), eq(runAttempts.number, run.attempt)));
  return attempt;
}

/**
 * Writes what will be created before anything is, so that whoever goes on after a crash creates the very same. Undefined when the
 * claim does not hold any more.
 */
export function writeAttempt(
  db: Database,
  run: Run,
  { batchJob, owned }: Manifests,
  provenance: Provenance,
): Promise<Attempt | undefined> {
  return db.transaction(async (tx) => {
    const held = await tx
      .update(runs)
      .set({ provenance })
      .where(and(eq(runs.id, run.id), eq(runs.claimEpoch, run.claimEpoch), eq(runs.state, "submitting")))
      .returning({ id: runs.id });
    if (held.length === 0) return undefined;
    const [attempt] = await tx
      .insert(runAttempts)
      .values({
        runId: run.id,
        number: run.attempt,
        batchJobName: batchJob.metadata?.name ?? "",
        specHash: batchJob.metadata?.annotations?.[specHashAnnotation] ?? "",
        manifests: [batchJob, ...owned] as Record<string, unknown>[],
      })
      .returning();
    return attempt;
  });
}

export function manifestsOf({ manifests: [batchJob, ...owned] }: Pick<Attempt, "manifests">): Manifests {
  return { batchJob: batchJob as V1Job, owned: owned as V1ConfigMap[] };
}

export const recordBatchJob = (tx: Transaction, attempt: Attempt, uid: string) =>
  tx.update(runAttempts).set({ batchJobUid: uid }).where(eq(runAttempts.id, attempt.id));

/** Name of the namespace a run is in. */
export async function namespaceOf(db: Database, run: Pick<Run, "namespaceId">): Promise<string> {
  const [namespace] = await db
    .select({ name: namespaces.name })
    .from(namespaces)
    .where(eq(namespaces.id, run.namespaceId));
  if (!namespace) throw new Error(`Namespace ${run.namespaceId} of a run has no row`);
  return namespace.name;
}
