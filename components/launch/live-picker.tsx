"use client";
import { Combobox as Base } from "@base-ui/react/combobox";
import { Check, ChevronDown, Search } from "lucide-react";
import { useTranslations } from "next-intl";
import { type ReactNode, useState } from "react";
import { cn } from "#components/ui/cn.ts";
import { controlStyle } from "#components/ui/control-style.ts";
import { floatRowStyle, floatStyle } from "#components/ui/float.ts";

export type Found = { value: string; detail?: ReactNode };

type Props = {
  value: string;
  onValueChange: (value: string) => void;
  /** What the search found at its source; undefined while it has not answered. */
  found: readonly Found[] | undefined;
  search: string;
  onSearch: (text: string) => void;
  onOpen: () => void;
  searchLabel: string;
  placeholder: string;
  /** Said in place of the list: nothing found, or why it could not be read. */
  note: string;
  /** What was typed may be chosen though it was not found. */
  typedLabel?: (text: string) => string;
  detail?: ReactNode;
};

/** Chooses one of what a registry or a bucket holds at this moment; typing searches there, not in what was loaded. */
export function LivePicker(props: Props) {
  const { value, onValueChange, found, search, onSearch, onOpen, searchLabel, placeholder, note, typedLabel, detail } =
    props;
  const t = useTranslations("ui");
  const [open, setOpen] = useState(false);
  const typed = typedLabel && search !== "" && !found?.some((item) => item.value === search) ? [{ value: search }] : [];
  const items: readonly Found[] = [...(found ?? []), ...typed];
  return (
    <Base.Root<Found>
      items={items}
      filter={null}
      open={open}
      onOpenChange={(next) => {
        setOpen(next);
        if (next) onOpen();
      }}
      value={value === "" ? null : { value }}
      inputValue={search}
      onInputValueChange={onSearch}
      itemToStringLabel={(item) => item.value}
      itemToStringValue={(item) => item.value}
      isItemEqualToValue={(a, b) => a.value === b.value}
      autoHighlight
      onOpenChangeComplete={(next) => !next && onSearch("")}
      onValueChange={(item) => item && onValueChange(item.value)}
    >
      <Base.Trigger className={cn(controlStyle, "flex h-7 min-w-0 items-center gap-2 text-left")}>
        <span className="flex min-w-0 flex-1 items-center gap-2">
          {value === "" ? (
            <span className="truncate text-faint">{placeholder}</span>
          ) : (
            <code className="truncate font-mono text-sm" title={value}>
              {value}
            </code>
          )}
          {detail && <span className="ml-auto shrink-0 text-muted text-sm">{detail}</span>}
        </span>
        <ChevronDown aria-hidden className="size-4 shrink-0 text-muted" />
      </Base.Trigger>
      <Base.Portal>
        <Base.Positioner sideOffset={4} align="start" className="z-50 outline-none">
          <Base.Popup
            aria-label={searchLabel}
            className={cn(floatStyle, "w-max min-w-(--anchor-width) max-w-[min(36rem,var(--available-width))]")}
          >
            <div className="relative border-line border-b">
              <Search aria-hidden className="absolute top-2 left-2.5 size-4 text-faint" />
              <Base.Input
                aria-label={searchLabel}
                placeholder={searchLabel}
                className="h-8 w-full bg-transparent pr-2.5 pl-8 outline-none"
              />
            </div>
            <Base.Status>
              {found === undefined && <p className="px-3 py-3 text-muted">{t("loading")}</p>}
              {found?.length === 0 && <p className="px-3 py-3 text-muted">{note}</p>}
            </Base.Status>
            <Base.List className="max-h-[min(20rem,var(--available-height))] overflow-y-auto p-1 outline-none data-empty:p-0">
              {(item: Found) => (
                <Base.Item key={item.value} value={item} className={floatRowStyle}>
                  <code className="min-w-0 flex-1 truncate font-mono text-sm">
                    {typed.some((one) => one.value === item.value) ? typedLabel?.(item.value) : item.value}
                  </code>
                  {item.detail && <span className="shrink-0 text-muted text-sm">{item.detail}</span>}
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
