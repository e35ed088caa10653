"use client";
import { Menu as Base } from "@base-ui/react/menu";
import type { ReactElement, ReactNode } from "react";
import { cn } from "./cn.ts";
import { floatRowStyle, floatStyle } from "./float.ts";

type Props = {
  trigger: ReactElement;
  align?: "start" | "center" | "end";
  side?: "top" | "bottom";
  label?: string;
  className?: string;
  children: ReactNode;
};

/** Actions behind a button. */
export function Menu({ trigger, align = "start", side = "bottom", label, className, children }: Props) {
  return (
    <Base.Root>
      <Base.Trigger render={trigger} />
      <Base.Portal>
        <Base.Positioner sideOffset={4} align={align} side={side} className="z-50 outline-none">
          <Base.Popup
            aria-label={label}
            className={cn(floatStyle, "max-h-(--available-height) min-w-40 overflow-y-auto p-1", className)}
          >
            {children}
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}

type ItemProps = { onSelect?: () => void; disabledReason?: string; danger?: boolean; children: ReactNode };

/** One action. What may not be done stays visible and says why. */
export function MenuItem({ onSelect, disabledReason, danger = false, children }: ItemProps) {
  return (
    <Base.Item
      onClick={onSelect}
      disabled={disabledReason !== undefined}
      className={cn(floatRowStyle, danger && "text-bad", "flex-wrap [&_svg]:size-4")}
    >
      {children}
      {disabledReason && <span className="w-full text-muted text-sm">{disabledReason}</span>}
    </Base.Item>
  );
}
