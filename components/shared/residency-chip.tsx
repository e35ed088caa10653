"use client";
import { useTranslations } from "next-intl";
import { cn } from "#components/ui/cn.ts";

const colours: Record<string, string> = { eu: "text-eu", us: "text-us", dc: "text-dc" };

/** Where data must stay, always with the same letters and colour. A residency an admin added shows its own letters. */
export function ResidencyChip({ residency, className }: { residency: string; className?: string }) {
  const t = useTranslations("residency");
  const known = residency === "eu" || residency === "us" || residency === "dc";
  return (
    <span
      title={known ? t(residency) : undefined}
      className={cn(
        "inline-flex h-4.5 shrink-0 items-center rounded-sm border border-current bg-surface px-1 font-semibold text-xs/none",
        colours[residency] ?? "text-muted",
        className,
      )}
    >
      {residency.toUpperCase()}
    </span>
  );
}
