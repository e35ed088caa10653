"use client";
import { useFormatter, useTranslations } from "next-intl";
import { Badge } from "#components/ui/badge.tsx";
import type { GrantView } from "#lib/clusters/namespace-client.ts";

/** A project that may run in a namespace, and until when. */
export function GrantChip({ grant: { slug, expiresAt, hasEnded } }: { grant: GrantView }) {
  const t = useTranslations("namespaces");
  const format = useFormatter();
  const date = expiresAt ? format.dateTime(new Date(expiresAt), { dateStyle: "medium" }) : "";
  return (
    <Badge tone={hasEnded ? "neutral" : "accent"}>
      <code className="font-mono">{slug}</code>
      {expiresAt && <span>{hasEnded ? t("endedOn", { date }) : t("until", { date })}</span>}
    </Badge>
  );
}
