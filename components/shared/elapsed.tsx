"use client";
import { useClock } from "./clock.ts";
import { Duration } from "./duration.tsx";

/** How long something has been going on; counts whole seconds until `until` is known. */
export function Elapsed({ since, until }: { since: Date | string | number; until?: Date | string | number | null }) {
  const now = useClock(1000);
  const start = new Date(since).getTime();
  if (until !== undefined && until !== null) return <Duration ms={new Date(until).getTime() - start} />;
  return <Duration ms={Math.max(0, now - start)} />;
}
