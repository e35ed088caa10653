import type { ReactNode } from "react";
import { cn } from "./cn.ts";

type Props = {
  icon?: ReactNode;
  title: ReactNode;
  text?: ReactNode;
  action?: ReactNode;
  className?: string;
  isPage?: boolean;
};

/** What this place is for and what to do next, where there is nothing yet. `isPage`: there is nothing else on the page. */
export function EmptyState({ icon, title, text, action, className, isPage = false }: Props) {
  const Title = isPage ? "h1" : "p";
  return (
    <div className={cn("mx-auto flex max-w-md flex-col items-center gap-2 px-6 py-12 text-center", className)}>
      {icon && <span className="text-faint [&_svg]:size-5">{icon}</span>}
      <Title className="font-medium">{title}</Title>
      {text && <div className="text-balance text-muted">{text}</div>}
      {action && <div className="mt-2 flex flex-wrap justify-center gap-2">{action}</div>}
    </div>
  );
}
