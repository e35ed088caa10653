"use client";
import { useFormatter, useTranslations } from "next-intl";
import { byteParts } from "#components/shared/byte-parts.ts";
import { cn } from "#components/ui/cn.ts";
import type { QuotaView } from "#lib/clusters/namespace-client.ts";

/** Amounts of cpu, memory and pods in words, with their units. */
export function useQuantity() {
  const t = useTranslations("namespaces");
  const format = useFormatter();
  const number = (value: number) => format.number(value, { maximumFractionDigits: 2 });
  return (kind: QuotaView["kind"], value: number): string => {
    if (kind === "cpu") return t("cores", { amount: number(value), count: value });
    if (kind === "pods") return t("pods", { amount: number(value), count: value });
    const { amount, unit } = byteParts(value, true);
    return `${number(amount)} ${unit}`;
  };
}

type Props = {
  quota: readonly QuotaView[];
  /** What a launch would add, where one is being made up. */
  askedOf?: (line: QuotaView) => number;
  className?: string;
};

/** How much of a namespace's quota is used, and of a launch how much there would be after it. */
export function QuotaBars({ quota, askedOf, className }: Props) {
  return (
    <ul className={cn("grid gap-x-6 gap-y-1", className)}>
      {quota.map((line) => (
        <QuotaBar key={line.kind} line={line} asked={askedOf?.(line) ?? 0} />
      ))}
    </ul>
  );
}

function QuotaBar({ line, asked }: { line: QuotaView; asked: number }) {
  const t = useTranslations("namespaces");
  const say = useQuantity();
  const { kind, used, hard, resource, quota } = line;
  const part = (value: number) => `${hard > 0 ? Math.min(100, (value / hard) * 100) : 100}%`;
  const after = used + asked;
  const isOver = after > hard + 1e-9;
  const text =
    asked > 0
      ? t("usedAfter", { used: say(kind, used), after: say(kind, after), hard: say(kind, hard) })
      : t("usedOf", { used: say(kind, used), hard: say(kind, hard) });
  return (
    <li className="flex min-w-0 items-center gap-2" title={t("quotaLine", { quota, resource })}>
      <span className="w-14 shrink-0 text-muted text-sm">{t(`kind.${kind}`)}</span>
      <span aria-hidden className="flex h-1.5 w-20 shrink-0 overflow-hidden rounded-sm bg-line">
        <span className={cn("h-full", used / hard >= 0.9 ? "bg-warn" : "bg-accent")} style={{ width: part(used) }} />
        {asked > 0 && (
          <span className={cn("h-full", isOver ? "bg-bad" : "bg-accent-line")} style={{ width: part(asked) }} />
        )}
      </span>
      <span className={cn("whitespace-nowrap text-sm tabular-nums", isOver ? "text-bad" : "text-muted")}>{text}</span>
    </li>
  );
}
