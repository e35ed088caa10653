"use client";
import { Lock } from "lucide-react";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { Combobox } from "#components/ui/combobox.tsx";
import { Field } from "#components/ui/field.tsx";
import { type Option, OptionName } from "#components/ui/option.tsx";
import { Select } from "#components/ui/select.tsx";

/** Past this many a list is searched rather than read. */
const searchedFrom = 9;

type Props<Value extends string> = {
  label: string;
  name?: string;
  options: readonly Option<Value>[];
  value: Value | null;
  onValueChange: (value: Value) => void;
  /** Shown where an earlier step has yet to be chosen. */
  waitsFor?: ReactNode;
  hint?: ReactNode;
  description?: ReactNode;
  error?: ReactNode;
  /** Not chosen but found, as the service account is: shown, with a lock. */
  locked?: boolean;
};

/** One step of project → cluster → namespace → service account → what it may use. */
export function CascadeSelect<Value extends string>(props: Props<Value>) {
  const { label, name, options, value, onValueChange, waitsFor, hint, description, error, locked = false } = props;
  const t = useTranslations("cascade");
  const chosen = options.find((option) => option.value === value);
  const field = { label, name, description, error };
  if (locked && chosen)
    return (
      <Field {...field} hint={hint ?? t("onlyOne")}>
        <input type="hidden" name={name} value={chosen.value} />
        <div className="flex min-h-7 items-center gap-2 rounded-md border border-line-strong border-dashed bg-sunken px-2.5">
          <OptionName option={chosen} />
          {chosen.detail && <span className="min-w-0 truncate text-muted">{chosen.detail}</span>}
          {chosen.chips && <span className="ml-auto flex shrink-0 items-center gap-1.5">{chosen.chips}</span>}
          <Lock aria-hidden className="ml-auto size-4 text-muted" />
        </div>
      </Field>
    );
  const Control = options.length >= searchedFrom ? Combobox : Select;
  return (
    <Field {...field} hint={hint}>
      <Control
        options={options}
        value={value}
        onValueChange={onValueChange}
        disabled={waitsFor !== undefined}
        placeholder={waitsFor}
      />
    </Field>
  );
}
