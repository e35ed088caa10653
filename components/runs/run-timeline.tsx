"use client";
import { useTranslations } from "next-intl";
import { useClock } from "#components/shared/clock.ts";
import { Elapsed } from "#components/shared/elapsed.tsx";
import { cn } from "#components/ui/cn.ts";
import type { Span } from "./run-phases.ts";

const colour = ({ phase, endedAt }: Span) => {
  if (phase === "running") return "bg-run";
  if (phase === "init") return "bg-accent";
  return endedAt ? "bg-line-strong" : "bg-run";
};

/** Phases side by side; a longer one is wider, though not in proportion: a second must be seen beside an hour. */
export function RunTimeline({ spans }: { spans: Span[] }) {
  const t = useTranslations("run");
  const now = useClock(1000);
  return (
    <ol aria-label={t("timeline")} className="flex min-h-13 flex-wrap gap-x-0.5 gap-y-3">
      {spans.map((span) => {
        const lastsMs = Math.max(0, (span.endedAt ? Date.parse(span.endedAt) : now) - Date.parse(span.startedAt));
        return (
          <li key={span.phase} style={{ flexGrow: 1 + Math.sqrt(lastsMs / 1000) }} className="min-w-26 basis-0">
            <div
              className={cn("h-1.5 rounded-full", colour(span), !span.endedAt && "motion-safe:animate-pulse")}
              aria-hidden
            />
            <p className="mt-1.5 truncate pr-2 text-muted text-sm">{t(`phase.${span.phase}`)}</p>
            <p className="font-mono text-sm">
              <Elapsed since={span.startedAt} until={span.endedAt} />
            </p>
          </li>
        );
      })}
    </ol>
  );
}
