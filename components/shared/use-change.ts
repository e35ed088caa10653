"use client";
import { useState, useTransition } from "react";
import { noAnswer } from "#lib/platform/read.ts";
import type { Failure, Result } from "#lib/platform/result.ts";

/** Carries out a change and keeps what was refused until the next try. */
export function useChange<Output>(change: () => Promise<Result<Output>>, onDone: (output: Output) => void) {
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
