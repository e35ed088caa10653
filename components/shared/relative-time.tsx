"use client";
import { useFormatter } from "next-intl";
import { cn } from "#components/ui/cn.ts";
import { useClock } from "./clock.ts";

type Props = { at: Date | string | number; className?: string };

/** "3 hours ago" or "in 2 days", kept current; the absolute time in the person's zone on hover and for machines. */
export function RelativeTime({ at, className }: Props) {
  const format = useFormatter();
  const now = useClock(10_000);
  const date = new Date(at);
  // A clock a few seconds off, ours or the server's, must not say that something will have happened.
  const past = date.getTime() - now < 15_000;
  const reference = past ? Math.max(now, date.getTime()) : now;
  return (
    <time
      dateTime={date.toISOString()}
      title={format.dateTime(date, { dateStyle: "medium", timeStyle: "long" })}
      className={cn("whitespace-nowrap", className)}
    >
      {format.relativeTime(date, { now: reference })}
    </time>
  );
}
