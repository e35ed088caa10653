import type { Database } from "#db/client.ts";
import type { V1Job } from "#lib/clusters/kubernetes-objects.ts";
import { openCluster } from "#lib/clusters/open-cluster.ts";
import type { Reason } from "#lib/jobs/job-type.ts";
import { codeOf, SlipwayError } from "#lib/platform/errors.ts";
import { log } from "#lib/platform/log.ts";
import { type Said, say } from "#lib/platform/say.ts";
import { type Attempt, findAttempt, manifestsOf, recordBatchJob, writeAttempt } from "./attempts.ts";
import type { Check } from "./check.ts";
import { claimRun, releaseClaim, renewClaim, whileClaimed } from "./claim-run.ts";
import { postponeRun } from "./postpone-run.ts";
import { preflight } from "./preflight.ts";
import { ForeignObject, findBatchJob, submitAttempt } from "./submit-attempt.ts";
import { type Run, transition } from "./transition.ts";

/** A dispatch that takes longer is given up; the run stays and is claimed again. */
const limitMs = 90_000;

class ClaimLost extends Error {}
class StopRequested extends Error {}

/**
 * Brings a queued run to its cluster: claim, preflight with today's permissions and today's world, compile, write down, create. May be
 * called by anyone at any time and any number of times: one claim works, and what it creates exists once. What fails for good ends the
 * run with a reason; what may pass (the cluster does not answer) puts it back for later.
 */
export async function dispatchRun(db: Database, runId: string, stopping?: AbortSignal): Promise<void> {
  const run = await claimRun(db, runId);
  if (!run) return;
  const limit = AbortSignal.timeout(limitMs);
  const signal = stopping ? AbortSignal.any([stopping, limit]) : limit;
  try {
    await whileClaimed(db, run, () => dispatchClaimed(db, run, signal));
  } catch (error) {
    // This process is ending: what is unknown now is looked up by the next one.
    if (stopping?.aborted) await releaseClaim(db, run);
    else await settle(db, run, error);
  }
}

async function dispatchClaimed(db: Database, run: Run, signal: AbortSignal): Promise<void> {
  const written = await findAttempt(db, run);
  if (!written && run.stopRequestedAt) throw new StopRequested();
  if (written) {
    // Whoever wrote this died before its outcome was known: look before anything is decided.
    const { session } = await openCluster(db, run.clusterId);
    const found = await findBatchJob(session, manifestsOf(written).batchJob, signal);
    if (found) return submit(db, run, written, session, signal, found);
    if (run.stopRequestedAt) throw new StopRequested();
  }
  const { clusterId, namespaceId, projectId, launchedBy, jobVersionId, choices, provenance } = run;
  const placement = { clusterId, namespaceId };
  const pinned = provenance ? { pinned: provenance } : {};
  const checked = await preflight(db, { projectId, launchedBy, jobVersionId, placement, choices, ...pinned }, signal);
  if (!checked.ok || !checked.ready) return refuse(db, run, checked.checks);
  const { compile, jobType, session, provenance: used } = checked.ready;
  const attempt =
    written ??
    (await writeAttempt(db, run, jobType.manifests({ ...compile, runId: run.id, attempt: run.attempt }), used));
  if (!attempt) throw new ClaimLost();
  await submit(db, run, attempt, session, signal);
}

type Session = Parameters<typeof submitAttempt>[0]["session"];

async function submit(
  db: Database,
  run: Run,
  attempt: Attempt,
  session: Session,
  signal: AbortSignal,
  found?: V1Job,
): Promise<void> {
  let known = found;
  const assertClaim = async () => {
    const claim = await renewClaim(db, run);
    if (claim === "lost") throw new ClaimLost();
    if (claim === "stopping") throw new StopRequested();
  };
  const manifests = manifestsOf(attempt);
  try {
    await submitAttempt({ session, manifests, assertClaim, onBatchJob: (batchJob) => (known = batchJob), signal });
  } catch (error) {
    // Created, and then asked to stop: the cluster's tracker removes it and ends the run once it is gone.
    if (!(error instanceof StopRequested && known)) throw error;
  }
  const uid = known?.metadata?.uid ?? "";
  await db.transaction(async (tx) => {
    if (await transition(tx, { ...moveOf(run), to: "pending" })) await recordBatchJob(tx, attempt, uid);
  });
}

const moveOf = ({ id, attempt, claimEpoch }: Run) => ({
  runId: id,
  attempt,
  epoch: claimEpoch,
  from: ["submitting" as const],
});

/** Codes of a check that could not be made: the launch may be fine. */
const outages = new Set(["cluster-unreachable", "not-checked"]);

async function refuse(db: Database, run: Run, checks: Check[]): Promise<void> {
  const failed = checks.filter(({ status }) => status === "fail");
  const final = failed.find(({ code }) => !outages.has(code));
  const outage = failed.find(({ code }) => code === "cluster-unreachable") ?? failed[0];
  if (final || !outage) await fail(db, run, reasonOf(final));
  else await postponeRun(db, run, reasonOf(outage));
}

const reasonOf = (check: Check | undefined): Reason =>
  check ? { code: check.code, params: check.params } : { code: "refused", params: { message: "" } };

const fail = (db: Database, run: Run, reason: Reason) => transition(db, { ...moveOf(run), to: "failed", reason });

async function settle(db: Database, run: Run, error: unknown): Promise<void> {
  if (error instanceof ClaimLost) return;
  if (error instanceof StopRequested) return void (await transition(db, { ...moveOf(run), to: "cancelled" }));
  if (error instanceof ForeignObject)
    return void (await fail(db, run, { code: "conflict", params: { kind: error.kind, message: error.message } }));
  log.warn({ err: error, runId: run.id }, "a dispatch did not succeed");
  const code = codeOf(error);
  const message = error instanceof SlipwayError ? error.says : "";
  if (code === "denied") await fail(db, run, { code: "cluster-denied", params: { message } });
  else if (code === "refused") await fail(db, run, { code: refusalOf(message), params: { message } });
  else if (code === "invalid" || code === "not-found")
    await fail(db, run, { code: "manifest-refused", params: { message } });
  else await postponeRun(db, run, outageOf(error, message));
}

function outageOf(error: unknown, message: Said | ""): Reason {
  const cluster = error instanceof SlipwayError ? error.details.cluster : undefined;
  return cluster ? { code: "cluster-unreachable", params: { cluster } } : { code: "not-checked", params: { message } };
}

/** By what the cluster itself says. */
function refusalOf(message: Said | ""): string {
  const words = message && say(message, "en");
  return /exceeded quota/i.test(words) ? "quota" : /PodSecurity/i.test(words) ? "pod-security" : "refused";
}
