"use client";
import { Tooltip as Base } from "@base-ui/react/tooltip";
import type { ReactElement, ReactNode } from "react";
import { cn } from "./cn.ts";
import { floatStyle } from "./float.ts";

type Props = { content: ReactNode; side?: "top" | "bottom" | "left" | "right"; children: ReactElement };

/** A few words more about a control, on hover and on focus. What a person must know stands on the page instead. */
export function Tooltip({ content, side = "top", children }: Props) {
  return (
    <Base.Root>
      <Base.Trigger delay={300} render={children} />
      <Base.Portal>
        <Base.Positioner sideOffset={6} side={side} className="z-50">
          <Base.Popup className={cn(floatStyle, "max-w-80 px-2 py-1 text-sm")}>{content}</Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}
