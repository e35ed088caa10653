"use client";
import { useTranslations } from "next-intl";
import { RelativeTime } from "#components/shared/relative-time.tsx";
import { ResidencyChip } from "#components/shared/residency-chip.tsx";
import { StatusMark } from "#components/shared/status-mark.tsx";
import type { ResourceView } from "#lib/cloud/client.ts";

type Props = Pick<ResourceView, "uses" | "logsOf" | "keptOut">;

/** Who may use a resource now, and of whom a closed line keeps its data. */
export function ResourceUses({ uses, logsOf, keptOut }: Props) {
  const t = useTranslations("cloud");
  return (
    <section aria-label={t("usedBy")}>
      <h3 className="mb-2 font-medium">{t("usedBy")}</h3>
      {uses.length === 0 && logsOf.length === 0 && <p className="text-muted">{t("usedByNobody")}</p>}
      <ul className="divide-y divide-line">
        {logsOf.map((cluster) => (
          <li key={cluster} className="py-1.5">
            {t.rich("keepsLogs", { cluster, code: (chunks) => <code className="font-mono text-sm">{chunks}</code> })}
          </li>
        ))}
        {uses.map((use) => (
          <li key={use.bindingId} className="py-1.5">
            <span className="flex flex-wrap items-center gap-2">
              <code className="break-all font-mono text-sm">{use.serviceAccount}</code>
              <span className="text-muted">{t(`access.${use.access}`)}</span>
              {use.prefix && <code className="font-mono text-muted text-sm">{use.prefix}</code>}
              {keptOut.includes(use.bindingId) && <StatusMark tone="bad">{t("keptOut")}</StatusMark>}
            </span>
            <span className="flex flex-wrap items-center gap-2 text-muted text-sm">
              <code className="font-mono">{use.project}</code>
              <code className="font-mono">
                {use.cluster}/{use.namespace}
              </code>
              <ResidencyChip residency={use.residency} />
              {use.expiresAt && t.rich("endsAt", { at: () => <RelativeTime at={use.expiresAt ?? ""} /> })}
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}
