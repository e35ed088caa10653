"use client";
import { useCallback, useEffect, useRef, useState } from "react";
import type { Broken, Link } from "#lib/audit/check-link.ts";
import { type AnchorsView, readAnchors, verifyNext } from "#lib/audit/client.ts";
import { noAnswer, ReadError } from "#lib/platform/read.ts";
import type { Failure } from "#lib/platform/result.ts";

export type Walk = {
  /** Rows found whole so far, and how many there are. */
  rows: number;
  of: number;
  last: Link | null;
  broken: Broken | null;
  ended: boolean;
};

const begun: Walk = { rows: 0, of: 0, last: null, broken: null, ended: false };

const failureOf = (error: unknown): Failure => (error instanceof ReadError ? error.failure : noAnswer);

/** Verifies the trail stretch by stretch, and asks its anchors at the same time. Ends with the component, or when it is stopped. */
export function useVerify() {
  const [walk, setWalk] = useState<Walk>(begun);
  const [anchors, setAnchors] = useState<AnchorsView>();
  const [failure, setFailure] = useState<Failure>();
  const [stopped, setStopped] = useState(false);
  const [startedAt, setStartedAt] = useState(0);
  const running = useRef<AbortController>(undefined);

  const start = useCallback(() => {
    running.current?.abort();
    const begins = new AbortController();
    running.current = begins;
    const { signal } = begins;
    setWalk(begun);
    setAnchors(undefined);
    setFailure(undefined);
    setStopped(false);
    setStartedAt(Date.now());
    const failed = (error: unknown) => !signal.aborted && setFailure(failureOf(error));
    const walkOn = async () => {
      let at = begun;
      while (!at.ended) {
        const { rows, ...next } = await verifyNext(at.last, signal);
        at = { ...next, rows: at.rows + rows };
        if (signal.aborted) return;
        setWalk(at);
      }
    };
    walkOn().catch(failed);
    readAnchors(signal).then((read) => !signal.aborted && setAnchors(read), failed);
  }, []);

  const stop = useCallback(() => {
    running.current?.abort();
    setStopped(true);
  }, []);

  useEffect(() => {
    start();
    return () => running.current?.abort();
  }, [start]);

  return { walk, anchors, failure, stopped, startedAt, start, stop };
}
