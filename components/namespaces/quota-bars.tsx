"use client";
import { useFormatter, useTranslations } from "next-intl";
import { byteParts } from "#components/shared/byte-parts.ts";
import { cn } from "#components/ui/cn.ts";
import type { QuotaView } from "#lib/clusters/namespace-client.ts";

/** Amounts of cpu, memory and pods in words; the unit stands once, after the last, but for memory, where each has its own. */
function useQuantity() {
  const t = useTranslations("namespaces");
  const format = useFormatter();
  const number = (value: number) => format.number(value, { maximumFractionDigits: 2 });
  const amount = (kind: QuotaView["kind"], value: number): string => {
    if (kind !== "memory" || value === 0) return number(value);
    const parts = byteParts(value, true);
    return `${number(parts.amount)} ${parts.unit}`;
  };
  const withUnit = (kind: QuotaView["kind"], value: number): string => {
    if (kind === "memory") return amount(kind, value);
    return t(kind === "cpu" ? "cores" : "pods", { amount: number(value), count: value });
  };
  return { amount, withUnit };
}

type Props = {
  quota: readonly QuotaView[];
  /** What a launch would add, where one is being made up. */
  askedOf?: (line: QuotaView) => number;
  /** Side by side as far as there is room, instead of one under the other. */
  inLine?: boolean;
  className?: string;
};

/** How much of a namespace's quota is used, and of a launch how much there would be after it. */
export function QuotaBars({ quota, askedOf, inLine = false, className }: Props) {
  return (
    <ul className={cn(inLine ? "flex flex-wrap gap-x-6 gap-y-1" : "grid gap-y-1", className)}>
      {quota.map((line) => (
        <QuotaBar key={line.kind} line={line} asked={askedOf?.(line) ?? 0} inLine={inLine} />
      ))}
    </ul>
  );
}

function QuotaBar({ line, asked, inLine }: { line: QuotaView; asked: number; inLine: boolean }) {
  const t = useTranslations("namespaces");
  const { amount, withUnit } = useQuantity();
  const { kind, used, hard, resource, quota } = line;
  const part = (value: number) => `${hard > 0 ? Math.min(100, (value / hard) * 100) : 100}%`;
  const after = used + asked;
  const isOver = after > hard + 1e-9;
  const text =
    asked > 0
      ? t("usedAfter", { used: amount(kind, used), after: amount(kind, after), hard: withUnit(kind, hard) })
      : t("usedOf", { used: amount(kind, used), hard: withUnit(kind, hard) });
  return (
    <li className="flex shrink-0 items-center gap-2" title={t("quotaLine", { quota, resource })}>
      <span className={cn("shrink-0 text-muted text-sm", !inLine && "w-14")}>{t(`kind.${kind}`)}</span>
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
