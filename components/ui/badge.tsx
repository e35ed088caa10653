import { cva, type VariantProps } from "class-variance-authority";
import type { ReactNode } from "react";
import { cn } from "./cn.ts";

const badgeStyle = cva(
  "inline-flex h-5 max-w-full items-center gap-1 whitespace-nowrap rounded-sm border px-1.5 text-sm/none [&_svg]:size-3.5",
  {
    variants: {
      tone: {
        neutral: "border-line-strong text-muted",
        accent: "border-accent-line bg-accent-soft text-accent",
        run: "border-transparent bg-run-soft text-run",
        good: "border-transparent bg-good-soft text-good",
        warn: "border-transparent bg-warn-soft text-warn",
        bad: "border-transparent bg-bad-soft text-bad",
      },
    },
    defaultVariants: { tone: "neutral" },
  },
);

type Props = VariantProps<typeof badgeStyle> & { mono?: boolean; className?: string; children: ReactNode };

/** A small mark beside a name. The four status tones are for state alone. */
export function Badge({ tone, mono = false, className, children }: Props) {
  return <span className={cn(badgeStyle({ tone }), mono && "font-mono", className)}>{children}</span>;
}
