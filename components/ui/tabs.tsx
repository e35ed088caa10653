"use client";
import { Tabs as Base } from "@base-ui/react/tabs";
import type { ReactNode } from "react";
import { cn } from "./cn.ts";
import { Count } from "./count.tsx";

export type Tab<Value extends string = string> = {
  value: Value;
  label: ReactNode;
  count?: number;
  content?: ReactNode;
};

type Props<Value extends string> = {
  tabs: readonly Tab<Value>[];
  value: Value;
  onValueChange: (value: Value) => void;
  /** What the tabs are of. */
  label: string;
  className?: string;
  panelClassName?: string;
};

/** Tabs whose choice the page keeps in its URL (`useQueryState`), so that a link shows what I saw. */
export function Tabs<Value extends string>({
  tabs,
  value,
  onValueChange,
  label,
  className,
  panelClassName,
}: Props<Value>) {
  return (
    <Base.Root value={value} onValueChange={(next: Value) => onValueChange(next)} className="min-w-0">
      <Base.List
        aria-label={label}
        className={cn("relative flex gap-5 overflow-x-auto overflow-y-hidden border-line border-b", className)}
      >
        {tabs.map((tab) => (
          <Base.Tab
            key={tab.value}
            value={tab.value}
            className="flex h-9 shrink-0 items-center gap-1.5 border-transparent border-b-2 px-0.5 text-muted -outline-offset-2 hover:text-ink data-active:border-accent data-active:font-medium data-active:text-ink"
          >
            {tab.label}
            {tab.count !== undefined && <Count value={tab.count} />}
          </Base.Tab>
        ))}
      </Base.List>
      {tabs.map(
        (tab) =>
          tab.content !== undefined && (
            <Base.Panel key={tab.value} value={tab.value} className={cn("min-w-0 outline-none", panelClassName)}>
              {tab.content}
            </Base.Panel>
          ),
      )}
    </Base.Root>
  );
}
