"use client";
import { Select as Base } from "@base-ui/react/select";
import { Check, ChevronDown } from "lucide-react";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { cn } from "./cn.ts";
import { controlStyle } from "./control-style.ts";
import { floatRowStyle, floatStyle } from "./float.ts";
import { type Option, OptionName, OptionRow } from "./option.tsx";

type Props<Value extends string> = {
  options: readonly Option<Value>[];
  value?: Value | null;
  defaultValue?: Value;
  onValueChange?: (value: Value) => void;
  name?: string;
  /** Its accessible name outside a `Field`. */
  label?: string;
  placeholder?: ReactNode;
  disabled?: boolean;
  id?: string;
  className?: string;
};

/**
 * Chooses one of a few. Greyed options stay in the list with their reason: choosing one that has an `action` runs that and
 * leaves the value as it was, so the way to what is missing is reached with the same keys.
 */
export function Select<Value extends string>({
  options,
  onValueChange,
  label,
  placeholder,
  id,
  className,
  ...rest
}: Props<Value>) {
  const t = useTranslations("ui");
  const find = (value: Value | null) => options.find((option) => option.value === value);
  return (
    <Base.Root<Value>
      {...rest}
      items={options.map(({ value, label }) => ({ value, label }))}
      onValueChange={(value, details) => {
        const option = find(value);
        if (!option) return;
        if (option.disabledReason === undefined) return onValueChange?.(option.value);
        details.cancel();
        option.action?.onSelect();
      }}
    >
      <Base.Trigger
        id={id}
        aria-label={label}
        className={cn(controlStyle, "flex h-7 min-w-0 items-center gap-2 text-left", className)}
      >
        <Base.Value className="flex min-w-0 flex-1 items-center gap-2">
          {(value: Value | null) => {
            const option = find(value);
            if (!option) return <span className="truncate text-faint">{placeholder ?? (value || t("choose"))}</span>;
            return (
              <>
                <OptionName option={option} />
                {option.detail && <span className="truncate text-muted">{option.detail}</span>}
                {option.chips && <span className="ml-auto flex shrink-0 items-center gap-1.5">{option.chips}</span>}
              </>
            );
          }}
        </Base.Value>
        <Base.Icon className="shrink-0 text-muted">
          <ChevronDown aria-hidden className="size-4" />
        </Base.Icon>
      </Base.Trigger>
      <Base.Portal>
        <Base.Positioner sideOffset={4} alignItemWithTrigger={false} className="z-50 outline-none">
          <Base.Popup className={cn(floatStyle, "min-w-(--anchor-width) max-w-[min(32rem,var(--available-width))]")}>
            <Base.List className="max-h-[min(22rem,var(--available-height))] overflow-y-auto p-1">
              {options.map((option) => (
                <Base.Item
                  key={option.value}
                  value={option.value}
                  label={option.label}
                  disabled={option.disabledReason !== undefined && !option.action}
                  className={floatRowStyle}
                >
                  <Base.ItemText render={<span className="flex min-w-0 flex-1" />}>
                    <OptionRow option={option} />
                  </Base.ItemText>
                  <Base.ItemIndicator className="shrink-0 text-accent">
                    <Check aria-hidden className="size-4" />
                  </Base.ItemIndicator>
                </Base.Item>
              ))}
            </Base.List>
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}
