import type { LucideIcon } from "lucide-react";
import { CircleAlert, CircleCheck, CircleX, Loader, Minus } from "lucide-react";
import type { ReactNode } from "react";
import { cn } from "#components/ui/cn.ts";

export type Tone = "good" | "warn" | "bad" | "run" | "none";

const looks: Record<Tone, { icon: LucideIcon; colour: string }> = {
  good: { icon: CircleCheck, colour: "text-good" },
  warn: { icon: CircleAlert, colour: "text-warn" },
  bad: { icon: CircleX, colour: "text-bad" },
  run: { icon: Loader, colour: "text-run" },
  none: { icon: Minus, colour: "text-muted" },
};

/** State of anything that is not a run (a copy, a check, a credential): icon, colour and the word the page gives. */
export function StatusMark({ tone, className, children }: { tone: Tone; className?: string; children: ReactNode }) {
  const { icon: Icon, colour } = looks[tone];
  return (
    <span
      className={cn(
        "inline-flex items-center gap-1.5 align-middle",
        colour,
        tone !== "none" && "font-medium",
        className,
      )}
    >
      <Icon aria-hidden className={cn("size-4", tone === "run" && "animate-spin-slow")} />
      {children}
    </span>
  );
}
