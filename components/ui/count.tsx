import { cn } from "./cn.ts";

/** How many: on a tab, on a line of the rail. `active` says that they wait for somebody. */
export function Count({ value, active = false }: { value: number; active?: boolean }) {
  return (
    <span
      className={cn(
        "min-w-5 rounded-full px-1.5 text-center text-xs/4",
        active ? "bg-accent-soft font-medium text-accent" : "border border-line text-muted",
      )}
    >
      {value > 999 ? "999+" : value}
    </span>
  );
}
