"use client";
import { useTranslations } from "next-intl";
import { Fact, Facts } from "#components/shared/facts.tsx";
import { StatusMark } from "#components/shared/status-mark.tsx";
import { YamlView } from "#components/shared/yaml-view.tsx";
import { Mono } from "#components/ui/mono.tsx";
import type { ClusterReportView } from "#lib/clusters/cluster-client.ts";
import { AccessTable } from "./access-table.tsx";

const shown = 12;

/** What a connection found: which cluster it is, what is in it, what Slipway may do there, and what to apply where something is missing. */
export function ClusterReport({ report }: { report: ClusterReportView }) {
  const t = useTranslations("clusters.report");
  const { version, uid, user, namespaces, access, missing, rbac } = report;
  return (
    <div className="grid gap-5">
      <Facts>
        <Fact name={t("version")}>
          <Mono>{version}</Mono>
        </Fact>
        <Fact name={t("uid")}>{uid ? <Mono>{uid}</Mono> : <span className="text-bad">{t("uidHidden")}</span>}</Fact>
        {user && (
          <Fact name={t("user")}>
            <Mono>{user}</Mono>
          </Fact>
        )}
        <Fact name={t("namespaces")}>
          {namespaces ? (
            <span className="flex flex-wrap gap-x-3 gap-y-0.5">
              {namespaces.slice(0, shown).map((name) => (
                <code key={name} className="font-mono text-sm">
                  {name}
                </code>
              ))}
              {namespaces.length > shown && (
                <span className="text-muted">{t("more", { count: namespaces.length - shown })}</span>
              )}
            </span>
          ) : (
            <span className="text-muted">{t("namespacesHidden")}</span>
          )}
        </Fact>
      </Facts>
      <div className="grid gap-2">
        <p className="flex flex-wrap items-center gap-x-3">
          {missing === 0 ? (
            <StatusMark tone="good">{t("allThere")}</StatusMark>
          ) : (
            <>
              <StatusMark tone="bad">{t("missing", { count: missing })}</StatusMark>
              <span className="text-muted">{t("missingText")}</span>
            </>
          )}
        </p>
        <AccessTable access={access} />
      </div>
      <details open={missing > 0}>
        <summary className="mb-2 w-fit cursor-pointer rounded-sm text-muted hover:text-ink">
          {missing > 0 ? t("rbac") : t("showRbac")}
        </summary>
        <YamlView yaml={rbac} label={t("rbac")} className="max-h-96 overflow-auto" />
      </details>
    </div>
  );
}
