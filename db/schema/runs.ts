import { sql } from "drizzle-orm";
import {
  bigint,
  bigserial,
  check,
  index,
  integer,
  jsonb,
  pgTable,
  text,
  unique,
  uniqueIndex,
  uuid,
} from "drizzle-orm/pg-core";
import type { LaunchChoices, Provenance, ReasonParams, RunEventDetail } from "#lib/runs/schema.ts";
import { clusters, namespaces, serviceAccounts } from "./clusters.ts";
import { createdAt, id, instant, updatedAt } from "./columns.ts";
import { jobs, jobVersions } from "./jobs.ts";
import { projects, users } from "./people.ts";

const states = ["queued", "submitting", "pending", "running", "succeeded", "failed", "cancelled", "lost"] as const;

export const runs = pgTable(
  "runs",
  {
    id: id(),
    projectId: uuid("project_id")
      .notNull()
      .references(() => projects.id),
    jobId: uuid("job_id")
      .notNull()
      .references(() => jobs.id),
    jobVersionId: uuid("job_version_id")
      .notNull()
      .references(() => jobVersions.id),
    clusterId: uuid("cluster_id")
      .notNull()
      .references(() => clusters.id),
    namespaceId: uuid("namespace_id")
      .notNull()
      .references(() => namespaces.id),
    serviceAccountId: uuid("service_account_id")
      .notNull()
      .references(() => serviceAccounts.id),
    choices: jsonb("choices").$type<LaunchChoices>().notNull(),
    /** What was really used: digests and versions. Filled in at dispatch, or copied by 'Rerun exactly'. */
    provenance: jsonb("provenance").$type<Provenance>(),
    state: text("state", { enum: states }).notNull().default("queued"),
    /** Why it is in this state: a code and what its sentence (`runReason.<code>` of the messages) names. */
    reason: text("reason"),
    reasonParams: jsonb("reason_params").$type<ReasonParams>(),
    /** Set once somebody asked for it to stop. */
    stopRequestedAt: instant("stop_requested_at"),
    /** Number of the attempt that is under way, from 1. */
    attempt: integer("attempt").notNull().default(1),
    /** Raised by every claim; a write of an older claim changes nothing. */
    claimEpoch: integer("claim_epoch").notNull().default(0),
    claimedUntil: instant("claimed_until"),
    launchedBy: uuid("launched_by")
      .notNull()
      .references(() => users.id),
    rerunOf: uuid("rerun_of"),
    idempotencyKey: text("idempotency_key"),
    /** SHA-256 of the launch input, so that the same key with another body is refused. */
    inputHash: text("input_hash").notNull(),
    createdAt: createdAt(),
    updatedAt: updatedAt(),
    finishedAt: instant("finished_at"),
  },
  (t) => [
    uniqueIndex("runs_idempotency").on(t.launchedBy, t.idempotencyKey),
    index("runs_project").on(t.projectId, t.id.desc()),
    index("runs_active").on(t.clusterId, t.state).where(sql`state in ('queued', 'submitting', 'pending', 'running')`),
    check(
      "runs_state",
      sql`${t.state} in ('queued', 'submitting', 'pending', 'running', 'succeeded', 'failed', 'cancelled', 'lost')`,
    ),
    check(
      "runs_finished",
      sql`(${t.finishedAt} is not null) = (${t.state} in ('succeeded', 'failed', 'cancelled', 'lost'))`,
    ),
  ],
);

/** One Kubernetes Job each, named `sw-<run>-<attempt>`. */
export const runAttempts = pgTable(
  "run_attempts",
  {
    id: id(),
    runId: uuid("run_id")
      .notNull()
      .references(() => runs.id),
    number: integer("number").notNull(),
    batchJobName: text("batch_job_name").notNull(),
    /** UID the cluster gave the Job; null until its creation was seen. */
    batchJobUid: text("batch_job_uid"),
    /** SHA-256 of the manifests, also an annotation on the Job: tells ours from a foreign object of the same name. */
    specHash: text("spec_hash").notNull(),
    manifests: jsonb("manifests").$type<Record<string, unknown>[]>().notNull(),
    podName: text("pod_name"),
    createdAt: createdAt(),
    archivedAt: instant("archived_at"),
  },
  (t) => [unique("run_attempts_number").on(t.runId, t.number), unique("run_attempts_job").on(t.batchJobName)],
);

/** The run's story, in order; the page's timeline and its live updates are read from it. */
export const runEvents = pgTable(
  "run_events",
  {
    id: bigserial("id", { mode: "number" }).primaryKey(),
    runId: uuid("run_id")
      .notNull()
      .references(() => runs.id),
    attempt: integer("attempt").notNull(),
    /** `state`, `phase` (what the pod did and when) or `notice` (an event of the cluster in words). */
    kind: text("kind", { enum: ["state", "phase", "notice"] }).notNull(),
    detail: jsonb("detail").$type<RunEventDetail>().notNull(),
    /** Tells an observation from its repetition; unique where given. */
    fingerprint: text("fingerprint"),
    at: instant("at").notNull().defaultNow(),
  },
  (t) => [
    index("run_events_run").on(t.runId, t.id),
    uniqueIndex("run_events_fingerprint").on(t.runId, t.attempt, t.fingerprint),
  ],
);

/** Where an attempt's container log lies after its pod is gone. */
export const runLogs = pgTable(
  "run_logs",
  {
    id: id(),
    runId: uuid("run_id")
      .notNull()
      .references(() => runs.id),
    attempt: integer("attempt").notNull(),
    container: text("container").notNull(),
    bucket: text("bucket").notNull(),
    key: text("key").notNull(),
    sizeBytes: bigint("size_bytes", { mode: "number" }).notNull(),
    createdAt: createdAt(),
  },
  (t) => [unique("run_logs_key").on(t.runId, t.attempt, t.container)],
);
