"use client";
import type { LucideIcon } from "lucide-react";
import {
  Ban,
  CircleCheck,
  CircleDashed,
  CircleSlash,
  CircleX,
  Clock,
  Hourglass,
  Loader,
  Unplug,
  Upload,
} from "lucide-react";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { cn } from "#components/ui/cn.ts";

export type RunState =
  | "queued"
  | "submitting"
  | "pending"
  | "running"
  | "succeeded"
  | "failed"
  | "cancelled"
  | "lost"
  | "conflict"
  | "denied";

const looks: Record<RunState, { icon: LucideIcon; colour: string }> = {
  queued: { icon: Clock, colour: "text-muted" },
  submitting: { icon: Upload, colour: "text-run" },
  pending: { icon: Hourglass, colour: "text-run" },
  running: { icon: Loader, colour: "text-run" },
  succeeded: { icon: CircleCheck, colour: "text-good" },
  failed: { icon: CircleX, colour: "text-bad" },
  cancelled: { icon: CircleSlash, colour: "text-muted" },
  lost: { icon: Unplug, colour: "text-warn" },
  conflict: { icon: CircleDashed, colour: "text-bad" },
  denied: { icon: Ban, colour: "text-bad" },
};

type Props = {
  state: RunState;
  /** Why, in words a person can act on. */
  reason?: ReactNode;
  size?: "md" | "lg";
  className?: string;
};

/** A run's state: icon, word and colour together, and the reason when there is one. */
export function RunStatus({ state, reason, size = "md", className }: Props) {
  const t = useTranslations("runStatus");
  const { icon: Icon, colour } = looks[state];
  return (
    <span className={cn("inline-flex min-w-0 flex-wrap items-center gap-x-2 align-middle", className)}>
      <span className={cn("inline-flex shrink-0 items-center gap-1.5 font-medium", colour, size === "lg" && "text-lg")}>
        <Icon aria-hidden className={cn("size-4", state === "running" && "animate-spin-slow")} />
        {t(state)}
      </span>
      {reason && <span className="min-w-0 text-muted">{reason}</span>}
    </span>
  );
}
