import { setTimeout as wait } from "node:timers/promises";
import { InitFailure, type Verdict } from "./failure.ts";
import type { Session } from "./session.ts";

const firstDelayMs = 200;
const longestDelayMs = 10_000;

/**
 * Tries until it works, `judge` gives up, or the session's deadline comes; then the failure names the last reason.
 * Waits with equal jitter (AWS Architecture Blog, "Exponential Backoff And Jitter"), so that a thousand pods don't retry in step.
 */
export async function persist<T>(
  doing: string,
  session: Session,
  attempt: () => Promise<T>,
  judge: (error: unknown) => Verdict,
): Promise<T> {
  let lastReason: string | undefined;
  for (let tries = 0; ; tries++) {
    try {
      return await untilAborted(session.signal, attempt());
    } catch (error) {
      if (session.signal.aborted) throw outOfTime(doing, session, lastReason);
      const verdict = error instanceof InitFailure ? error : judge(error);
      if (verdict instanceof InitFailure) throw verdict;
      lastReason = verdict.retry;
    }
    const delayMs = backoffMs(tries);
    session.say(`${doing}: ${lastReason}; trying again in ${(delayMs / 1000).toFixed(1)} s`);
    await wait(delayMs, undefined, { signal: session.signal }).catch(() => {
      throw outOfTime(doing, session, lastReason);
    });
  }
}

/** Rejects when the signal aborts, for attempts that themselves know no signal, such as getting credentials. */
function untilAborted<T>(signal: AbortSignal, attempt: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const abort = () => reject(signal.reason);
    signal.addEventListener("abort", abort, { once: true });
    attempt.then(resolve, reject).finally(() => signal.removeEventListener("abort", abort));
  });
}

/** Half to all of 200 ms after the first failure, doubling to at most 10 s. */
export function backoffMs(tries: number, random = Math.random): number {
  return Math.round(Math.min(longestDelayMs, firstDelayMs * 2 ** tries) * (0.5 + random() / 2));
}

function outOfTime(doing: string, session: Session, lastReason = "no answer"): InitFailure {
  return new InitFailure("unreachable", `${doing} did not succeed within ${session.deadlineSeconds} s: ${lastReason}`);
}
