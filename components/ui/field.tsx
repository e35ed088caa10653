"use client";
import { Field as BaseField } from "@base-ui/react/field";
import { CircleAlert } from "lucide-react";
import type { ReactNode } from "react";
import { cn } from "./cn.ts";

type Props = {
  label: ReactNode;
  /** Name of the control when it is submitted. */
  name?: string;
  /** What is expected, under the label's line at the right or under the control. */
  description?: ReactNode;
  hint?: ReactNode;
  error?: ReactNode;
  required?: boolean;
  disabled?: boolean;
  className?: string;
  children: ReactNode;
};

/** Label, control, description and error as one: the control inside is named and described by them. */
export function Field({ label, name, description, hint, error, required, disabled, className, children }: Props) {
  return (
    <BaseField.Root name={name} invalid={Boolean(error)} disabled={disabled} className={cn("min-w-0", className)}>
      <div className="mb-1 flex items-baseline justify-between gap-3">
        <BaseField.Label className="text-muted text-sm">
          {label}
          {required && <span aria-hidden> *</span>}
        </BaseField.Label>
        {hint && <span className="text-right text-faint text-sm">{hint}</span>}
      </div>
      {children}
      {description && <BaseField.Description className="mt-1 text-muted text-sm">{description}</BaseField.Description>}
      <BaseField.Error match={Boolean(error)} className="mt-1 flex items-start gap-1.5 text-bad text-sm">
        <CircleAlert aria-hidden className="mt-px size-4" />
        <span>{error}</span>
      </BaseField.Error>
    </BaseField.Root>
  );
}
