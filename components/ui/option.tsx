import type { ReactNode } from "react";
import { cn } from "./cn.ts";

/** One thing to choose from. One that may not be chosen says why, and may offer the way to it. */
export type Option<Value extends string = string> = {
  value: Value;
  label: string;
  detail?: ReactNode;
  /** Small marks beside the label: type, region, residency. */
  chips?: ReactNode;
  /** In words, for the person; the option is shown greyed. */
  disabledReason?: string;
  /** What choosing a greyed option does instead, such as "Request access". */
  action?: { label: string; onSelect: () => void };
  /** Names that exist elsewhere (a namespace, a bucket) are monospaced. */
  mono?: boolean;
};

/** How an option looks in a list. */
export function OptionRow({ option }: { option: Option }) {
  const denied = option.disabledReason !== undefined;
  return (
    <span className="flex min-w-0 flex-1 items-center gap-3">
      <span className="min-w-0 flex-1">
        <span className="flex min-w-0 items-center gap-2">
          <OptionName option={option} className={denied ? "text-muted" : undefined} />
          {option.chips}
          {option.detail && <span className="truncate text-muted">{option.detail}</span>}
        </span>
        {denied && <span className="block text-muted text-sm">{option.disabledReason}</span>}
      </span>
      {denied && option.action && (
        <span className="shrink-0 rounded-md border border-line-strong bg-surface px-2 py-0.5 font-medium text-ink text-sm">
          {option.action.label}
        </span>
      )}
    </span>
  );
}

export function OptionName({ option, className }: { option: Option; className?: string }) {
  return (
    <span className={cn("truncate font-medium", option.mono && "font-mono text-sm", className)}>{option.label}</span>
  );
}
