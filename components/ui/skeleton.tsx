import { cn } from "./cn.ts";

/** Holds the place of what is loading; give it the size of the real thing. */
export function Skeleton({ className }: { className?: string }) {
  return <span aria-hidden className={cn("appear-late block h-4 animate-pulse rounded-sm bg-line", className)} />;
}
