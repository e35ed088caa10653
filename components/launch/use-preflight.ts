"use client";
import { keepPreviousData, queryOptions, useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { useDebounced } from "#components/shared/use-debounced.ts";
import { answerOf, ReadError } from "#lib/platform/read.ts";
import type { Wire } from "#lib/platform/wire.ts";
import type { PreflightAnswer } from "#lib/runs/preflight-queries.ts";
import type { Asked } from "./launch-form.ts";

export type PreflightView = Wire<PreflightAnswer>;
export type CheckView = PreflightView["checks"][number];

/** The world changes without the form: a result is not shown as fresh for longer than this. */
const againMs = 60_000;

/** As `read`, in a body: a launch with many files is longer than an address may be. */
const readPreflight = async (asked: Asked, signal: AbortSignal) =>
  answerOf<PreflightView>(
    await fetch("/api/read/run.preflight", { method: "POST", body: JSON.stringify(asked), signal }),
  );

const preflightOptions = (text: string | undefined) =>
  queryOptions({
    queryKey: ["preflight", text],
    queryFn: ({ signal }) => readPreflight(JSON.parse(text ?? "{}") as Asked, signal),
    enabled: text !== undefined,
    staleTime: againMs / 2,
    refetchInterval: againMs,
    retry: (failures, error) => failures < 1 && error instanceof ReadError && error.failure.code !== "invalid",
  });

/** Holds the form against the real world, 300 ms after it was last changed; the last result stays until the next is there. */
export function usePreflight(asked: Asked | undefined) {
  const text = useMemo(() => (asked ? JSON.stringify(asked) : undefined), [asked]);
  const still = useDebounced(text, 300);
  const { data, error, isFetching, isPlaceholderData, refetch } = useQuery({
    ...preflightOptions(still),
    placeholderData: keepPreviousData,
  });
  const behind = text !== still || isPlaceholderData;
  return {
    result: data,
    failure: error instanceof ReadError ? error.failure : undefined,
    /** A result is on its way that may differ from what is shown. */
    checking: (behind || isFetching) && text !== undefined,
    behind,
    again: () => void refetch(),
  };
}
