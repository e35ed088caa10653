"use client";
import { useState, useTransition } from "react";
import { noAnswer } from "#lib/platform/read.ts";
import type { Failure, Result } from "#lib/platform/result.ts";

export type Change = { submit: () => void; pending: boolean; failure: Failure | undefined };

/** Carries out a change and keeps what was refused until the next try. */
export function useChange<Output>(change: () => Promise<Result<Output>>, onDone: (output: Output) => void): Change {
  const [failure, setFailure] = useState<Failure>();
  const [pending, start] = useTransition();
  const submit = () =>
    start(async () => {
      setFailure(undefined);
      const result = await change().catch(() => undefined);
      if (result?.ok) onDone(result.data);
      else setFailure(result?.error ?? noAnswer);
    });
  return { submit, pending, failure };
}
