import { log } from "#lib/platform/log.ts";
import { archiveLogs } from "./archive-logs.ts";
import { endStoppedRun } from "./end-stop.ts";
import { putAwayAttempt } from "./put-away-attempt.ts";
import type { LongWork } from "./reconcile-run.ts";
import type { Tracked, TrackedAttempt } from "./tracked.ts";

type Task = { kind: Parameters<LongWork["start"]>[0]; done: Promise<void> };

const firstPauseMs = 2000;
const longestPauseMs = 60_000;

/**
 * Stops, archives and last words of pods: work of seconds to minutes that must hold up nothing else. One task of a kind for an attempt
 * at a time; one that fails is not begun again before its pause is over. `onDone` is told of each end.
 */
export function longWork(tracked: Tracked, onDone: (runId: string) => void): LongWork {
  const tasks = new Map<string, Task>();
  const pauses = new Map<string, { failures: number; until: number }>();
  const keyOf = ({ attempt }: TrackedAttempt, kind: Task["kind"]) => `${attempt.id} ${kind}`;

  const followed = (target: TrackedAttempt) => tasks.get(keyOf(target, "follow"))?.done;

  const works: Record<Task["kind"], (...args: Parameters<LongWork["start"]>) => Promise<boolean>> = {
    stop: async (_kind, target, batchJob) => {
      if (batchJob) await endStoppedRun(tracked, target, batchJob);
      return true;
    },
    "put-away": async (_kind, target) => {
      await followed(target);
      return putAwayAttempt(tracked, target);
    },
    follow: async (_kind, target, _batchJob, pods = []) => {
      await archiveLogs(tracked, target, pods, true);
      return true;
    },
  };

  const pause = (key: string) => {
    const failures = (pauses.get(key)?.failures ?? 0) + 1;
    const ms = Math.min(longestPauseMs, firstPauseMs * 2 ** (failures - 1));
    pauses.set(key, { failures, until: Date.now() + ms });
  };

  return {
    start(kind, target, batchJob, pods) {
      const key = keyOf(target, kind);
      if (tasks.has(key) || (pauses.get(key)?.until ?? 0) > Date.now()) return;
      const run = async () => {
        try {
          const isDone = await works[kind](kind, target, batchJob, pods);
          if (isDone) pauses.delete(key);
          else pauses.set(key, { failures: 0, until: Date.now() + firstPauseMs / 2 });
          if (kind === "follow") pauses.set(key, { failures: 1, until: Number.POSITIVE_INFINITY });
        } catch (error) {
          if (tracked.signal.aborted) return;
          pause(key);
          log.warn({ err: error, runId: target.run.id, kind }, "work on an attempt did not succeed");
        } finally {
          tasks.delete(key);
          if (!tracked.signal.aborted) onDone(target.run.id);
        }
      };
      tasks.set(key, { kind, done: run() });
    },
    isStopping: (target) => tasks.has(keyOf(target, "stop")),
  };
}
