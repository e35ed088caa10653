"use client";
import { Checkbox as Base } from "@base-ui/react/checkbox";
import { Check, Minus } from "lucide-react";
import type { ComponentProps, ReactNode } from "react";
import { cn } from "./cn.ts";

type Props = Omit<ComponentProps<typeof Base.Root>, "className" | "children"> & {
  /** Seen beside the box. Without it give `aria-label`. */
  label?: ReactNode;
  description?: ReactNode;
  className?: string;
};

export function Checkbox({ label, description, className, ...rest }: Props) {
  const box = (
    <Base.Root
      {...rest}
      className="grid size-4 shrink-0 place-items-center rounded-sm border border-faint bg-surface data-checked:border-accent data-indeterminate:border-accent data-checked:bg-accent data-indeterminate:bg-accent data-disabled:cursor-not-allowed data-disabled:opacity-50"
    >
      <Base.Indicator className="text-on-accent [&_svg]:size-3 [&_svg]:stroke-3">
        {rest.indeterminate ? <Minus aria-hidden /> : <Check aria-hidden />}
      </Base.Indicator>
    </Base.Root>
  );
  if (label === undefined) return box;
  return (
    // biome-ignore lint/a11y/noLabelWithoutControl: the box inside is the control.
    <label className={cn("flex items-start gap-2", className)}>
      <span className="mt-0.5">{box}</span>
      <span>
        {label}
        {description && <span className="block text-muted text-sm">{description}</span>}
      </span>
    </label>
  );
}
