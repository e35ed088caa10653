"use client";
import { useQuery } from "@tanstack/react-query";
import { useRunReason } from "#components/runs/use-sentence.ts";
import { runsOptions } from "#lib/runs/client.ts";

/** Runs that are in a state which has a reason, newest first: the names that a reason fills in are theirs. */
const withReason = { state: ["queued", "pending", "failed", "lost"] as ("queued" | "pending" | "failed" | "lost")[] };

/** Why a run is in its state, in words, by the run's id; undefined for one that has no reason or is long ago. */
export function useLastReasons(project: string): (runId: string) => string | undefined {
  const reasonOf = useRunReason();
  const { data } = useQuery(runsOptions(project, withReason, 200));
  return (runId) => {
    const run = data?.runs.find(({ id }) => id === runId);
    return run && reasonOf(run);
  };
}
