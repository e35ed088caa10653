"use client";
import { Combobox as Base } from "@base-ui/react/combobox";
import { Check, ChevronDown, Search } from "lucide-react";
import { useTranslations } from "next-intl";
import { type ReactNode, useState } from "react";
import { cn } from "./cn.ts";
import { controlStyle } from "./control-style.ts";
import { floatRowStyle, floatStyle } from "./float.ts";
import { type Option, OptionName, OptionRow } from "./option.tsx";

type Props<Value extends string> = {
  options: readonly Option<Value>[];
  value?: Value | null;
  onValueChange?: (value: Value) => void;
  name?: string;
  /** Its accessible name outside a `Field`. */
  label?: string;
  placeholder?: ReactNode;
  disabled?: boolean;
  className?: string;
};

/** Chooses one of many: a select whose list is searched by typing. Greyed options behave as in `Select`. */
export function Combobox<Value extends string>({
  options,
  value = null,
  onValueChange,
  label,
  placeholder,
  className,
  ...rest
}: Props<Value>) {
  const t = useTranslations("ui");
  const [query, setQuery] = useState("");
  const chosen = options.find((option) => option.value === value) ?? null;
  return (
    <Base.Root<Option<Value>>
      {...rest}
      items={options}
      value={chosen}
      inputValue={query}
      onInputValueChange={setQuery}
      itemToStringLabel={(option) => option.label}
      itemToStringValue={(option) => option.value}
      isItemEqualToValue={(a, b) => a.value === b.value}
      autoHighlight
      onOpenChangeComplete={(open) => !open && setQuery("")}
      onValueChange={(option, details) => {
        if (!option) return;
        if (option.disabledReason === undefined) return onValueChange?.(option.value);
        details.cancel();
        option.action?.onSelect();
      }}
    >
      <Base.Trigger
        aria-label={label}
        className={cn(controlStyle, "flex h-7 min-w-0 items-center gap-2 text-left", className)}
      >
        <span className="flex min-w-0 flex-1 items-center gap-2">
          {chosen ? (
            <>
              <OptionName option={chosen} />
              {chosen.detail && <span className="truncate text-muted">{chosen.detail}</span>}
              {chosen.chips && <span className="ml-auto flex shrink-0 items-center gap-1.5">{chosen.chips}</span>}
            </>
          ) : (
            <span className="truncate text-faint">{placeholder ?? t("choose")}</span>
          )}
        </span>
        <ChevronDown aria-hidden className="size-4 text-muted" />
      </Base.Trigger>
      <Base.Portal>
        <Base.Positioner sideOffset={4} align="start" className="z-50 outline-none">
          <Base.Popup
            aria-label={label ?? t("choose")}
            className={cn(floatStyle, "w-max min-w-(--anchor-width) max-w-[min(34rem,var(--available-width))]")}
          >
            <div className="relative border-line border-b">
              <Search aria-hidden className="absolute top-2 left-2.5 size-4 text-faint" />
              <Base.Input
                aria-label={t("search")}
                placeholder={t("search")}
                className="h-8 w-full bg-transparent pr-2.5 pl-8 outline-none"
              />
            </div>
            <Base.Empty>
              <p className="px-3 py-4 text-muted">{t("noMatch", { query })}</p>
            </Base.Empty>
            <Base.List className="max-h-[min(20rem,var(--available-height))] overflow-y-auto p-1 outline-none data-empty:p-0">
              {(option: Option<Value>) => (
                <Base.Item
                  key={option.value}
                  value={option}
                  disabled={option.disabledReason !== undefined && !option.action}
                  className={floatRowStyle}
                >
                  <OptionRow option={option} />
                  <Base.ItemIndicator className="shrink-0 text-accent">
                    <Check aria-hidden className="size-4" />
                  </Base.ItemIndicator>
                </Base.Item>
              )}
            </Base.List>
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}
