"use client";
import { useTranslations } from "next-intl";
import { StatusMark } from "#components/shared/status-mark.tsx";
import { useAuditWords } from "./use-words.ts";

/** Whether it was done, or why it was refused. */
export function Outcome({ outcome, code }: { outcome: "done" | "refused"; code: string | null }) {
  const t = useTranslations("audit");
  const { codeOf } = useAuditWords();
  return (
    <span className="inline-flex flex-wrap items-baseline gap-x-1.5">
      <StatusMark tone={outcome === "done" ? "good" : "warn"}>{t(`outcome.${outcome}`)}</StatusMark>
      {code && <span className="text-muted">{codeOf(code)}</span>}
    </span>
  );
}
