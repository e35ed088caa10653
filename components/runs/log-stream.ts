import type { LogLine } from "#components/shared/log-line.ts";
import type { Failure } from "#lib/platform/result.ts";
import { parseLogLine } from "./merge-lines.ts";

/** After a broken connection. */
const againMs = 2000;
/** After an answer that ended while the run goes on: the container ended before the run, or the portal was restarted. */
const stillThereMs = 15_000;

type Options = {
  runId: string;
  attempt: number;
  container: string;
  /** More may come: follow it and come back. */
  live: boolean;
  /** Grows as lines come; what it holds at first is not asked for again. */
  lines: LogLine[];
  onLines: () => void;
  /** A try that failed, with others to follow; undefined once one got through. */
  onTrouble: (failure: Failure | undefined) => void;
  signal: AbortSignal;
};

export const logUrl = (runId: string, attempt: number, container: string, more: Record<string, string> = {}) =>
  `/api/runs/${runId}/log?${new URLSearchParams({ attempt: String(attempt), container, ...more })}`;

const unreachable: Failure = { code: "unreachable", message: "", requestId: "" };

const wait = (ms: number, signal: AbortSignal) =>
  new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener("abort", () => resolve(clearTimeout(timer)), { once: true });
  });

/** Reads a container's log to its end, over broken connections. Resolves to the failure that no other try would mend, if any. */
export async function readLogStream(options: Options): Promise<Failure | undefined> {
  const { live, signal } = options;
  while (!signal.aborted) {
    const outcome = await readOnce(options).catch(() => (signal.aborted ? undefined : unreachable));
    if (signal.aborted) return undefined;
    const mayPass = outcome && ["unreachable", "unavailable", "timeout"].includes(outcome.code);
    if (!live || (outcome && !mayPass)) return outcome;
    options.onTrouble(outcome);
    await wait(outcome ? againMs : stillThereMs, signal);
  }
  return undefined;
}

async function readOnce({
  runId,
  attempt,
  container,
  live,
  lines,
  onLines,
  onTrouble,
  signal,
}: Options): Promise<Failure | undefined> {
  const from = String(lines.length);
  const response = await fetch(logUrl(runId, attempt, container, live ? { from, follow: "1" } : { from }), { signal });
  if (!response.ok) {
    const answer = (await response.json().catch(() => null)) as { error?: Failure } | null;
    return answer?.error ?? unreachable;
  }
  onTrouble(undefined);
  let rest = "";
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  for (let part = await reader?.read(); part && !part.done; part = await reader?.read()) {
    const texts = (rest + part.value).split("\n");
    rest = texts.pop() ?? "";
    for (const text of texts) lines.push(parseLogLine(container, text));
    if (texts.length > 0) onLines();
  }
  return undefined;
}
