"use client";
import { Input as BaseInput } from "@base-ui/react/input";
import type { ComponentProps } from "react";
import { cn } from "./cn.ts";
import { controlStyle } from "./control-style.ts";

type Props = Omit<ComponentProps<typeof BaseInput>, "className"> & { className?: string; mono?: boolean };

/** One line of text. Inside a `Field` it takes its label, description and error from there. */
export function Input({ mono = false, className, ...rest }: Props) {
  return (
    <BaseInput
      {...rest}
      className={cn(controlStyle, "h-7", mono && "font-mono text-sm", className)}
      spellCheck={!mono}
    />
  );
}
