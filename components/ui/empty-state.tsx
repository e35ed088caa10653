import type { ReactNode } from "react";
import { cn } from "./cn.ts";

type Props = { icon?: ReactNode; title: ReactNode; text?: ReactNode; action?: ReactNode; className?: string };

/** What this place is for and what to do next, where there is nothing yet. */
export function EmptyState({ icon, title, text, action, className }: Props) {
  return (
    <div className={cn("mx-auto flex max-w-md flex-col items-center gap-2 px-6 py-12 text-center", className)}>
      {icon && <span className="text-faint [&_svg]:size-5">{icon}</span>}
      <p className="font-medium">{title}</p>
      {text && <div className="text-balance text-muted">{text}</div>}
      {action && <div className="mt-2 flex flex-wrap justify-center gap-2">{action}</div>}
    </div>
  );
}
