import type { ReactNode } from "react";
import { cn } from "./cn.ts";

/** A key to press. */
export function Kbd({ className, children }: { className?: string; children: ReactNode }) {
  return (
    <kbd
      className={cn(
        "inline-grid h-4.5 min-w-4.5 place-items-center rounded-sm border border-current/30 px-1 font-sans text-xs/none",
        className,
      )}
    >
      {children}
    </kbd>
  );
}
