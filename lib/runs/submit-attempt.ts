import type { V1Job } from "#lib/clusters/kubernetes-objects.ts";
import type { ClusterSession } from "#lib/clusters/session.ts";
import { label, specHashAnnotation } from "#lib/jobs/job-names.ts";
import { codeOf, SlipwayError } from "#lib/platform/errors.ts";
import { says } from "#lib/platform/say.ts";
import type { Manifests } from "./attempts.ts";

type Session = Pick<ClusterSession, "cluster" | "get" | "create" | "patch">;

/** An object of this name is there and is not of this attempt. It is left alone. */
export class ForeignObject extends Error {
  readonly kind: string;
  constructor(kind: string, name: string) {
    super(`${kind} ${name} is not of this run`);
    this.kind = kind;
  }
}

export type Submission = {
  session: Session;
  manifests: Manifests;
  /** Called before each write; it throws when the claim no longer holds. */
  assertClaim(): Promise<void>;
  /** Told of the Job as soon as it is known to exist. */
  onBatchJob(batchJob: V1Job): void;
  signal: AbortSignal;
};

const maxTries = 3;

/**
 * Makes the attempt's objects exist exactly once, however often it is called. The Job is created suspended when it has companions, and
 * released when they are there: owned by it, so that whatever ends half-way is removed with it.
 */
export async function submitAttempt(submission: Submission): Promise<V1Job> {
  const { session, manifests, assertClaim, onBatchJob, signal } = submission;
  const { batchJob, owned } = manifests;
  const suspended = owned.length > 0;
  const created = await createOrAdopt(submission, suspended ? suspend(batchJob) : batchJob);
  onBatchJob(created);
  for (const companion of owned) {
    await assertClaim();
    await createCompanion(submission, companion, created);
  }
  if (!created.spec?.suspend) return created;
  await assertClaim();
  const { namespace, name = "" } = created.metadata ?? {};
  return session.patch("Job", namespace, name, { spec: { suspend: false } }, { signal });
}

const suspend = (batchJob: V1Job): V1Job => ({
  ...batchJob,
  spec: { ...batchJob.spec, template: batchJob.spec?.template ?? {}, suspend: true },
});

async function createOrAdopt({ session, assertClaim, signal }: Submission, batchJob: V1Job): Promise<V1Job> {
  for (let tries = 1; ; tries += 1) {
    await assertClaim();
    try {
      return await session.create(batchJob, { signal });
    } catch (error) {
      // A conflict may be the name or the server's own haste; a timeout leaves it open. Only a look can tell.
      if (codeOf(error) !== "conflict" && codeOf(error) !== "timeout") throw error;
      const existing = await findBatchJob(session, batchJob, signal);
      if (existing) return existing;
      if (tries === maxTries) throw unsettled(session, error);
    }
  }
}

/** The attempt's Job if it exists; throws `ForeignObject` when another's has its name. */
export async function findBatchJob(session: Session, batchJob: V1Job, signal: AbortSignal): Promise<V1Job | undefined> {
  const { namespace, name = "" } = batchJob.metadata ?? {};
  const existing = await session.get("Job", namespace, name, { signal });
  if (existing && !isSameAttempt(existing, batchJob)) throw new ForeignObject("Job", name);
  return existing;
}

const identityOf = ({ metadata }: V1Job) =>
  `${metadata?.labels?.[label.run]} ${metadata?.annotations?.[specHashAnnotation]}`;

export const isSameAttempt = (a: V1Job, b: V1Job): boolean => identityOf(a) === identityOf(b);

async function createCompanion({ session, signal }: Submission, companion: Manifests["owned"][number], owner: V1Job) {
  const { namespace, name = "" } = companion.metadata ?? {};
  const uid = owner.metadata?.uid ?? "";
  const ownerReferences = [
    { apiVersion: "batch/v1", kind: "Job", name: owner.metadata?.name ?? "", uid, controller: true },
  ];
  const object = { ...companion, metadata: { ...companion.metadata, ownerReferences } };
  try {
    await session.create(object, { signal });
  } catch (error) {
    if (codeOf(error) !== "conflict" && codeOf(error) !== "timeout") throw error;
    const existing = await session.get("ConfigMap", namespace, name, { signal });
    if (!existing) throw unsettled(session, error);
    if (!existing.metadata?.ownerReferences?.some((reference) => reference.uid === uid))
      throw new ForeignObject("ConfigMap", name);
  }
}

const unsettled = ({ cluster }: Session, cause: unknown) =>
  new SlipwayError("unavailable", { says: says("cluster-unsettled", { cluster }), cause });
