"use client";
import { Check, Copy } from "lucide-react";
import { useTranslations } from "next-intl";
import { useEffect, useState } from "react";
import { cn } from "./cn.ts";

/** Copies text and says so in place, without a toast. It stays visible where there is no pointer to hover with. */
export function CopyButton({ text, label, className }: { text: string; label?: string; className?: string }) {
  const t = useTranslations("ui");
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return;
    const timer = setTimeout(() => setCopied(false), 1500);
    return () => clearTimeout(timer);
  }, [copied]);
  const Icon = copied ? Check : Copy;
  return (
    <button
      type="button"
      aria-label={label ?? t("copy", { name: text })}
      onClick={() => navigator.clipboard.writeText(text).then(() => setCopied(true))}
      className={cn(
        "copy-button grid size-5 shrink-0 place-items-center rounded-sm text-faint transition-opacity hover:bg-sunken hover:text-ink",
        copied && "copied",
        className,
      )}
    >
      <Icon aria-hidden className={cn("size-3.5", copied && "text-good")} />
      <span role="status" className="sr-only">
        {copied ? t("copied") : ""}
      </span>
    </button>
  );
}
