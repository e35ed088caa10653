import { sql } from "drizzle-orm";
import type { Database, Transaction } from "#db/client.ts";
import { runEvents } from "#db/schema/runs.ts";
import type { CoreV1Event } from "#lib/clusters/kubernetes-objects.ts";
import type { Phase } from "#lib/jobs/pod-phases.ts";
import { lastSeen } from "#lib/jobs/pod-trouble.ts";
import { redact } from "#lib/platform/log.ts";
import type { AttemptRef } from "./cluster-view.ts";
import { notifyRun } from "./transition.ts";

/** Writes an attempt's phases, each once; one that has ended since is brought up to date. */
export async function tellPhases(db: Database | Transaction, ref: AttemptRef, phases: Phase[]): Promise<void> {
  if (phases.length === 0) return;
  const rows = phases.map((phase) => ({
    runId: ref.runId,
    attempt: ref.attempt,
    kind: "phase" as const,
    detail: phase,
    fingerprint: `phase:${phase.phase}`,
    at: new Date(phase.startedAt),
  }));
  await db.transaction(async (tx) => {
    const told = await tx
      .insert(runEvents)
      .values(rows)
      .onConflictDoUpdate({
        target: [runEvents.runId, runEvents.attempt, runEvents.fingerprint],
        set: { detail: sql`excluded.detail` },
        setWhere: sql`${runEvents.detail} is distinct from excluded.detail`,
      })
      .returning({ id: runEvents.id });
    if (told.length > 0) await notifyRun(tx, ref.runId);
  });
}

export type Notice = { fingerprint: string; notice: string; level: "normal" | "warning"; text: string; at?: Date };

/** Writes notices, each once. */
export async function tellNotices(db: Database | Transaction, ref: AttemptRef, notices: Notice[]): Promise<void> {
  if (notices.length === 0) return;
  const rows = notices.map(({ fingerprint, notice, level, text, at = new Date() }) => ({
    runId: ref.runId,
    attempt: ref.attempt,
    kind: "notice" as const,
    detail: { notice, level, text: redact(text).slice(0, 2000) },
    fingerprint: `notice:${fingerprint}`,
    at,
  }));
  await db.transaction(async (tx) => {
    const told = await tx.insert(runEvents).values(rows).onConflictDoNothing().returning({ id: runEvents.id });
    if (told.length > 0) await notifyRun(tx, ref.runId);
  });
}

/** The cluster's warnings of an attempt's Job and pods. */
export const warningsOf = (events: CoreV1Event[]): Notice[] =>
  events
    // What the Job's own end says is no news.
    .filter(({ type, reason }) => type === "Warning" && reason !== "BackoffLimitExceeded")
    .map((event) => ({
      fingerprint: event.metadata.uid ?? event.metadata.name ?? "",
      notice: event.reason ?? "Warning",
      level: "warning",
      text: event.message ?? "",
      at: new Date(lastSeen(event)),
    }));
