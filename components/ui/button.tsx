"use client";
import { Button as BaseButton } from "@base-ui/react/button";
import type { VariantProps } from "class-variance-authority";
import { LoaderCircle } from "lucide-react";
import type { ComponentProps } from "react";
import { buttonStyle } from "./button-style.ts";
import { cn } from "./cn.ts";

export type ButtonProps = Omit<ComponentProps<typeof BaseButton>, "className"> &
  VariantProps<typeof buttonStyle> & { className?: string; pending?: boolean };

/**
 * A button that does something; for going somewhere use `ButtonLink`. An icon alone needs `aria-label`. While `pending` it
 * keeps its width, its name and its focus, and does not fire again.
 */
export function Button({ variant, size, pending = false, disabled, className, children, ...rest }: ButtonProps) {
  return (
    <BaseButton
      {...rest}
      disabled={disabled || pending}
      focusableWhenDisabled={pending || rest.focusableWhenDisabled}
      aria-busy={pending || undefined}
      className={cn(buttonStyle({ variant, size }), pending && "data-disabled:cursor-progress", className)}
    >
      {pending && (
        <span className="appear-late absolute inset-0 grid place-items-center">
          <LoaderCircle aria-hidden className="animate-spin" />
        </span>
      )}
      <span className={cn("inline-flex items-center gap-1.5", pending && "opacity-0")}>{children}</span>
    </BaseButton>
  );
}
