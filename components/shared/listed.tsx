"use client";
import type { ReactNode } from "react";
import { Trouble } from "#components/runs/trouble.tsx";
import { ReadError } from "#lib/platform/read.ts";

type Props<Data> = {
  /** What `useQuery` says of the list. */
  query: { data: Data | undefined; error: Error | null; isPlaceholderData: boolean; refetch: () => unknown };
  children: (data: Data) => ReactNode;
};

/** The rows of a list that the server searches and pages: dimmed while the next are on their way, or why there are none. */
export function Listed<Data>({ query: { data, error, isPlaceholderData, refetch }, children }: Props<Data>) {
  if (data === undefined)
    return error instanceof ReadError ? <Trouble error={error.failure} onRetry={() => void refetch()} /> : null;
  return (
    <div aria-busy={isPlaceholderData || undefined} className={isPlaceholderData ? "opacity-60" : undefined}>
      {children(data)}
    </div>
  );
}
