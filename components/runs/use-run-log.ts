"use client";
import { useEffect, useRef, useState, useSyncExternalStore } from "react";
import type { LogLine } from "#components/shared/log-line.ts";
import type { Failure } from "#lib/platform/result.ts";
import { readLogStream } from "./log-stream.ts";
import { mergeLines } from "./merge-lines.ts";

type Options = { runId: string; attempt: number; containers: readonly string[]; live: boolean; enabled: boolean };
type Shown = {
  all: readonly LogLine[];
  of: ReadonlyMap<string, readonly LogLine[]>;
  failure?: Failure;
  reading: boolean;
};
type RunLog = Shown & { retry: () => void };

const nothing: Shown = { all: [], of: new Map(), reading: true };

const subscribe = (listener: () => void) => {
  document.addEventListener("visibilitychange", listener);
  return () => document.removeEventListener("visibilitychange", listener);
};
const useVisible = () =>
  useSyncExternalStore(
    subscribe,
    () => !document.hidden,
    () => true,
  );

/** How often new lines are shown: a large log is not copied at every one. */
const showEveryMs = (count: number) => (count < 20_000 ? 100 : 600);

/**
 * The lines of an attempt's containers, live while more may come. What was read stays when the stream is cut or the page is hidden, and
 * only what follows is asked for.
 */
export function useRunLog({ runId, attempt, containers, live, enabled }: Options): RunLog {
  const key = `${runId}/${attempt}`;
  const visible = useVisible();
  const names = containers.join(",");
  const kept = useRef({ key, logs: new Map<string, LogLine[]>() });
  const [shown, setShown] = useState(nothing);
  const [tries, setTries] = useState(0);

  // biome-ignore lint/correctness/useExhaustiveDependencies: `tries` is not read; a new one starts the reading again.
  useEffect(() => {
    if (kept.current.key !== key) {
      kept.current = { key, logs: new Map() };
      setShown(nothing);
    }
    const list = names === "" ? [] : names.split(",");
    if (!enabled || !visible || list.length === 0) return;
    const { logs } = kept.current;
    for (const name of list) if (!logs.has(name)) logs.set(name, []);
    const abort = new AbortController();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const troubles = new Map<string, Failure>();
    let reading = list.length;

    const show = () => {
      timer = undefined;
      const of = new Map([...logs].map(([name, lines]) => [name, lines.slice()]));
      const [failure] = troubles.values();
      setShown({ all: mergeLines([...logs.values()]), of, reading: reading > 0, ...(failure ? { failure } : {}) });
    };
    const showSoon = () => {
      const count = [...logs.values()].reduce((sum, lines) => sum + lines.length, 0);
      timer ??= setTimeout(show, showEveryMs(count));
    };
    const onTrouble = (container: string) => (now: Failure | undefined) => {
      if (now?.code === troubles.get(container)?.code) return;
      if (now) troubles.set(container, now);
      else troubles.delete(container);
      showSoon();
    };
    for (const container of list) {
      const lines = logs.get(container) ?? [];
      void readLogStream({
        runId,
        attempt,
        container,
        live,
        lines,
        onLines: showSoon,
        onTrouble: onTrouble(container),
        signal: abort.signal,
      }).then((ended) => {
        if (abort.signal.aborted) return;
        if (ended) troubles.set(container, ended);
        reading -= 1;
        showSoon();
      });
    }
    return () => {
      abort.abort();
      clearTimeout(timer);
    };
  }, [key, runId, attempt, names, live, enabled, visible, tries]);
  return { ...shown, retry: () => setTries((count) => count + 1) };
}
