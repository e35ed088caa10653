"use client";
import { Check, Copy } from "lucide-react";
import { useTranslations } from "next-intl";
import { type ReactNode, useEffect, useState } from "react";
import { cn } from "./cn.ts";

type Props = {
  children: ReactNode;
  /** What is copied, when it is more than what is shown; needed unless the child is a string. */
  value?: string;
  copy?: boolean;
  /** Cut with an ellipsis where the room ends. */
  truncate?: boolean;
  className?: string;
};

/** A name that exists elsewhere (namespace, ARN, key, digest, run id): monospaced, with a button that copies it. */
export function Mono({ children, value, copy = true, truncate = false, className }: Props) {
  const text = value ?? (typeof children === "string" ? children : undefined);
  return (
    <span className={cn("group/mono inline-flex min-w-0 max-w-full items-center gap-1 align-bottom", className)}>
      <code
        className={cn("min-w-0 font-mono text-sm", truncate ? "truncate" : "break-all")}
        title={truncate ? text : undefined}
      >
        {children}
      </code>
      {copy && text && <CopyButton text={text} />}
    </span>
  );
}

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
