"use client";
import { useTranslations } from "next-intl";
import { PolicyText } from "#components/shared/policy-text.tsx";
import type { ManifestView } from "#lib/clusters/service-account-client.ts";

type Props = { association: NonNullable<ManifestView["association"]>; command: string | null };

/** What EKS Pod Identity has for a service account whose role comes by it, and what makes it as registered. */
export function AssociationNote({ association, command }: Props) {
  const t = useTranslations("serviceAccounts.association");
  if (association.verdict === "same") return <p className="mb-4 text-muted">{t("same")}</p>;
  const words =
    association.verdict === "differs"
      ? t("differs", { role: association.found.roleArn })
      : association.verdict === "unknown"
        ? t("unknown", { problem: association.problem })
        : t("absent");
  return (
    <div className="mb-4 grid min-w-0 grid-cols-1 gap-2 rounded-md bg-warn-soft px-3 py-2">
      <p role="status" className="wrap-anywhere text-warn">
        {words}
      </p>
      {command && <PolicyText text={command} label={t("command")} />}
    </div>
  );
}
