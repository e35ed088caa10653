"use client";
import { useTranslations } from "next-intl";
import { cn } from "#components/ui/cn.ts";
import { CopyButton } from "#components/ui/copy-button.tsx";

/** A policy to give to whoever keeps the account, to copy whole. */
export function PolicyText({ text, label, className }: { text: string; label: string; className?: string }) {
  const t = useTranslations("policyText");
  return (
    <div className={cn("relative rounded-md border border-line bg-sunken", className)}>
      <CopyButton text={text} label={t("copy")} className="absolute top-2 right-2 size-7 bg-sunken" />
      <section
        aria-label={label}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard (WCAG 2.1.1).
        tabIndex={0}
        className="max-h-96 overflow-auto p-3"
      >
        <pre className="font-mono text-sm">{text}</pre>
      </section>
    </div>
  );
}
