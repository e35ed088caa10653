"use client";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { ScrollText } from "lucide-react";
import { useTimeZone, useTranslations } from "next-intl";
import { useQueryStates } from "nuqs";
import { useCallback } from "react";
import { Listed } from "#components/shared/listed.tsx";
import { Button } from "#components/ui/button.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { type AuditPageView, type AuditQuestion, auditOptions } from "#lib/audit/client.ts";
import { AuditFilters } from "./audit-filters.tsx";
import { auditParams, filterOf } from "./audit-params.ts";
import { AuditRowSheet } from "./audit-row-sheet.tsx";
import { AuditTable } from "./audit-table.tsx";

type Props = {
  actions: readonly string[];
  projects: readonly { slug: string; name: string }[];
  initial: AuditPageView;
  /** What the initial rows were asked with. */
  asked: AuditQuestion;
};

/** The audit trail, newest first, as the URL filters and pages it. */
export function AuditList({ actions, projects, initial, asked }: Props) {
  const t = useTranslations("audit");
  const zone = useTimeZone() ?? "UTC";
  const [params, setParams] = useQueryStates(auditParams);
  const { page, sort, row } = params;
  const question = { ...filterOf(params, zone), sort, page };
  const isAsked = JSON.stringify(question) === JSON.stringify(asked);
  const query = useQuery({
    ...auditOptions(question, isAsked ? initial : undefined),
    placeholderData: keepPreviousData,
  });
  const open = useCallback((sequence: number) => void setParams({ row: sequence }, { history: "push" }), [setParams]);
  const filtered = Object.entries(filterOf(params, zone)).some(
    ([name, value]) => name !== "zone" && value !== null && value !== "",
  );
  const empty = filtered ? (
    <EmptyState
      title={t("noMatch")}
      action={<Button onClick={() => void setParams(null, { history: "push" })}>{t("clearFilters")}</Button>}
    />
  ) : (
    <EmptyState icon={<ScrollText />} title={t("emptyTitle")} text={t("emptyText")} />
  );
  return (
    <>
      <AuditFilters actions={actions} projects={projects} />
      <Listed query={query}>{(data) => <AuditTable data={data} onOpen={open} empty={empty} />}</Listed>
      {row !== null && (
        <AuditRowSheet
          sequence={row}
          onClose={() => void setParams({ row: null })}
          onActor={(actor) => void setParams({ actor, row: null, page: null }, { history: "push" })}
          onRow={open}
        />
      )}
    </>
  );
}
