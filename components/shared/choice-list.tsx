"use client";
import { Button } from "#components/ui/button.tsx";
import { Checkbox } from "#components/ui/checkbox.tsx";
import { cn } from "#components/ui/cn.ts";
import { type Option, OptionName } from "#components/ui/option.tsx";

type Props<Value extends string> = {
  /** What is chosen from. */
  label: string;
  options: readonly Option<Value>[];
  selected: readonly Value[];
  onChange: (selected: Value[]) => void;
};

/** Several of a few, all in view: secrets, buckets to sync to. What may not be ticked says why, with its action beside it. */
export function ChoiceList<Value extends string>({ label, options, selected, onChange }: Props<Value>) {
  const toggle = (value: Value, on: boolean) =>
    onChange(on ? [...selected, value] : selected.filter((other) => other !== value));
  return (
    <fieldset className="divide-y divide-line rounded-md border border-line">
      <legend className="sr-only">{label}</legend>
      {options.map((option) => {
        const denied = option.disabledReason !== undefined;
        return (
          <div key={option.value} className="flex min-h-8 items-center gap-3 px-2.5 py-1">
            <Checkbox
              className="min-w-0 flex-1"
              disabled={denied}
              checked={selected.includes(option.value)}
              onCheckedChange={(on) => toggle(option.value, on)}
              label={
                <span className="flex min-w-0 flex-wrap items-center gap-2">
                  <OptionName option={option} className={cn(denied && "text-muted")} />
                  {option.chips}
                  {option.detail && <span className="truncate text-muted">{option.detail}</span>}
                </span>
              }
              description={option.disabledReason}
            />
            {denied && option.action && (
              <Button size="sm" onClick={option.action.onSelect}>
                {option.action.label}
              </Button>
            )}
          </div>
        );
      })}
    </fieldset>
  );
}
