"use client";
import { useFormatter } from "next-intl";
import { cn } from "#components/ui/cn.ts";

type Props = { at: Date | string | number; seconds?: boolean; className?: string };

/** A point in time in the person's zone, with what is needed of it. */
export function AbsoluteTime({ at, className, seconds = false }: Props) {
  const format = useFormatter();
  const date = new Date(at);
  return (
    <time
      dateTime={date.toISOString()}
      title={format.dateTime(date, { dateStyle: "full", timeStyle: "long" })}
      className={cn("whitespace-nowrap", className)}
    >
      {format.dateTime(date, { dateStyle: "medium", timeStyle: seconds ? "medium" : "short" })}
    </time>
  );
}
