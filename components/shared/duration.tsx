"use client";
import { useTranslations } from "next-intl";
import { durationParts } from "./duration-parts.ts";

/** How long something took, with its unit. */
export function Duration({ ms }: { ms: number }) {
  const t = useTranslations("units");
  const { unit, ...values } = durationParts(ms);
  return <span className="whitespace-nowrap">{t(unit, values)}</span>;
}
