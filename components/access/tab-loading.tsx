"use client";
import { useTranslations } from "next-intl";
import { SkeletonRows } from "#components/ui/skeleton-rows.tsx";

/** A tab whose answer is on its way. */
export function TabLoading() {
  const t = useTranslations("ui");
  return <SkeletonRows rows={6} label={t("loading")} />;
}
