import type { ReactNode } from "react";
import { cn } from "#components/ui/cn.ts";

/** One fact of a run, framed. */
export function Chip({
  mono = false,
  className,
  children,
}: {
  mono?: boolean;
  className?: string;
  children: ReactNode;
}) {
  return (
    <li
      className={cn(
        "inline-flex min-h-5.5 max-w-full items-center gap-1.5 rounded-sm border border-line bg-surface px-1.5 text-sm",
        mono && "font-mono",
        className,
      )}
    >
      {children}
    </li>
  );
}
