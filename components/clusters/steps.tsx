"use client";
import { Check } from "lucide-react";
import { useTranslations } from "next-intl";
import { cn } from "#components/ui/cn.ts";

const steps = ["type", "connection", "check"] as const;

/** Where one is in the registration. */
export function Steps({ current }: { current: number }) {
  const t = useTranslations("clusters.step");
  return (
    <ol aria-label={t("label")} className="mb-6 flex gap-6">
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
          {t(step)}
          <span className="sr-only">{t("number", { number: at + 1 })}</span>
        </li>
      ))}
    </ol>
  );
}
