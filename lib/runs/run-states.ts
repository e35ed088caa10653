import type { Reason } from "#lib/jobs/job-type.ts";
import { isTerminal, type RunState } from "./schema.ts";

/**
 * Where a run may go from each state. A state may follow itself: the reason changed. Back to `queued` goes a run whose cluster did not
 * answer (from `submitting`) and one whose next attempt begins. What has ended stays as it ended.
 */
export const nextStates: Readonly<Record<RunState, readonly RunState[]>> = {
  queued: ["queued", "submitting", "failed", "cancelled"],
  submitting: ["submitting", "queued", "pending", "failed", "cancelled"],
  pending: ["pending", "queued", "running", "succeeded", "failed", "cancelled", "lost"],
  running: ["running", "queued", "succeeded", "failed", "cancelled", "lost"],
  succeeded: [],
  failed: [],
  cancelled: [],
  lost: [],
};

export const mayMove = (from: RunState, to: RunState): boolean => nextStates[from].includes(to);

/** Ends that another attempt would meet again, because somebody or some rule said no. */
const finalReasons = new Set([
  "pod-security",
  "image-name",
  "conflict",
  "denied",
  "refused",
  "cluster-denied",
  "manifest-refused",
]);

export type Ending = {
  outcome: "succeeded" | "failed" | "cancelled" | "lost";
  reason?: Reason | undefined;
};

/** Whether an attempt's end is followed by another attempt: it failed, tries are left, nobody asked to stop, and it may help. */
export function isRetried(run: { attempt: number; retries: number; stopRequested: boolean }, ending: Ending): boolean {
  if (ending.outcome !== "failed" || run.stopRequested) return false;
  if (ending.reason && finalReasons.has(ending.reason.code)) return false;
  return run.attempt <= run.retries;
}

/** The states from which a run may still move. */
export const activeStates = (Object.keys(nextStates) as RunState[]).filter((state) => !isTerminal(state));
