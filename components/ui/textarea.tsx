"use client";
import { Field as BaseField } from "@base-ui/react/field";
import type { ComponentProps } from "react";
import { cn } from "./cn.ts";
import { controlStyle } from "./control-style.ts";

type Props = ComponentProps<"textarea"> & { mono?: boolean };

/** Several lines of text; grows with what is typed. */
export function Textarea({ mono = false, className, rows = 3, ...rest }: Props) {
  return (
    <BaseField.Control
      render={
        <textarea
          rows={rows}
          spellCheck={!mono}
          className={cn(
            controlStyle,
            "block field-sizing-content min-h-16 py-1.5",
            mono && "font-mono text-sm",
            className,
          )}
          {...rest}
        />
      }
    />
  );
}
