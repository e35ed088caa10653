import type { ReactNode } from "react";
import { cn } from "#components/ui/cn.ts";

type Props = {
  title: ReactNode;
  hint?: ReactNode;
  actions?: ReactNode;
  className?: string;
  children: ReactNode;
};

/** A titled part of a page. */
export function Section({ title, hint, actions, className, children }: Props) {
  return (
    <section className={cn("mb-8", className)}>
      <div className="mb-2 flex min-h-7 flex-wrap items-center gap-x-3 gap-y-1">
        <h2 className="font-semibold">{title}</h2>
        {hint && <span className="text-muted text-sm">{hint}</span>}
        {actions && <div className="ml-auto flex gap-2">{actions}</div>}
      </div>
      {children}
    </section>
  );
}
