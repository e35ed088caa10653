import { ApiError } from "../status.ts";

/** Level-triggered reconciling, one key at a time: whatever happens to a key only asks for another look at it. */
export type Loop = { add(key: string, afterMs?: number): void; stop(): void };

const firstRetryMs = 500;
const longestRetryMs = 15_000;

/** Calls `reconcile` for every added key after the current write is done; a failure is retried with a growing pause. */
export function startLoop(reconcile: (key: string) => void): Loop {
  const timers = new Map<string, { at: number; timer: NodeJS.Timeout }>();
  const failures = new Map<string, number>();
  let isStopped = false;

  const run = (key: string) => {
    timers.delete(key);
    if (isStopped) return;
    try {
      reconcile(key);
      failures.delete(key);
    } catch (error) {
      // What no rule of the API explains is a bug of the stand-in: it must be seen, and must not end the whole sandbox.
      if (!(error instanceof ApiError)) console.error(`kubernetes stand-in: reconciling ${key} failed`, error);
      const count = failures.get(key) ?? 0;
      failures.set(key, count + 1);
      loop.add(key, Math.min(firstRetryMs * 2 ** count, longestRetryMs));
    }
  };
  const loop: Loop = {
    add(key, afterMs = 0) {
      const at = Date.now() + afterMs;
      const planned = timers.get(key);
      if (isStopped || (planned && planned.at <= at)) return;
      clearTimeout(planned?.timer);
      timers.set(key, { at, timer: setTimeout(run, Math.min(afterMs, 2 ** 31 - 1), key) });
    },
    stop() {
      isStopped = true;
      for (const { timer } of timers.values()) clearTimeout(timer);
    },
  };
  return loop;
}
