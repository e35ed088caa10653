"use client";
import { useTranslations } from "next-intl";
import { StatusMark } from "#components/shared/status-mark.tsx";

/** The answer, in a word of one width, so that answers stand under each other. */
export function YesNo({ may }: { may: boolean }) {
  const t = useTranslations("access");
  return (
    <StatusMark tone={may ? "good" : "none"} className="w-14 shrink-0 whitespace-nowrap">
      {may ? t("yes") : t("no")}
    </StatusMark>
  );
}
