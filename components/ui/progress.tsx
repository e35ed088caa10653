"use client";
import { Progress as Base } from "@base-ui/react/progress";
import { cn } from "./cn.ts";

type Props = {
  /** 0 to 1; `null` while the end is not known. */
  value: number | null;
  /** What makes progress. */
  label: string;
  tone?: "accent" | "good" | "bad";
  className?: string;
};

const fills = { accent: "bg-accent", good: "bg-good", bad: "bg-bad" };

/** How far long work is. Bytes, rate and time left stand beside it in words. */
export function Progress({ value, label, tone = "accent", className }: Props) {
  return (
    <Base.Root value={value === null ? null : Math.round(value * 100)} aria-label={label} className={className}>
      <Base.Track className="h-1 overflow-hidden rounded-full bg-line">
        <Base.Indicator
          className={cn("h-full rounded-full transition-[width]", fills[tone], value === null && "w-1/3 animate-pulse")}
        />
      </Base.Track>
    </Base.Root>
  );
}
