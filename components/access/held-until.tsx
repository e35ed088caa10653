"use client";
import { useFormatter, useTranslations } from "next-intl";
import { Badge } from "#components/ui/badge.tsx";

/** Until when something is granted; what has ended says so in a word, not by its look alone. */
export function HeldUntil({ until, hasEnded }: { until: string | null; hasEnded: boolean }) {
  const t = useTranslations("access");
  const format = useFormatter();
  if (until === null) return <span className="text-muted">{t("forGood")}</span>;
  const at = new Date(until);
  return (
    <span className="inline-flex flex-wrap items-center gap-x-2">
      <time
        dateTime={until}
        className="whitespace-nowrap"
        title={format.dateTime(at, { dateStyle: "medium", timeStyle: "long" })}
      >
        {format.dateTime(at, { dateStyle: "medium" })}
      </time>
      {hasEnded && <Badge tone="warn">{t("ended")}</Badge>}
    </span>
  );
}
