"use client";
import { Check } from "lucide-react";
import { useTranslations } from "next-intl";
import { cn } from "#components/ui/cn.ts";

type Props = {
  /** The steps' names, in their order. */
  steps: readonly string[];
  current: number;
};

/** Where one is in what is done in steps. */
export function Steps({ steps, current }: Props) {
  const t = useTranslations("ui.steps");
  return (
    <ol aria-label={t("label")} className="mb-6 flex flex-wrap gap-x-6 gap-y-1">
      {steps.map((step, at) => (
        <li
          key={step}
          aria-current={at === current ? "step" : undefined}
          className={cn("flex items-center gap-2", at === current ? "font-medium" : "text-muted")}
        >
          <span
            aria-hidden
            className={cn(
              "grid size-5 place-items-center rounded-full border text-sm",
              at === current ? "border-accent bg-accent text-on-accent" : "border-line-strong",
            )}
          >
            {at < current ? <Check className="size-3.5" /> : at + 1}
          </span>
          {step}
          <span className="sr-only">{t("number", { number: at + 1, count: steps.length })}</span>
        </li>
      ))}
    </ol>
  );
}
