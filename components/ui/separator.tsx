import { cn } from "./cn.ts";

/** A hairline between two groups. */
export function Separator({ className }: { className?: string }) {
  return <hr className={cn("border-0 border-line border-t", className)} />;
}
