"use client";
import { useTranslations } from "next-intl";
import { type ReactNode, useMemo } from "react";
import { DataTable } from "#components/shared/data-table.tsx";
import { RelativeTime } from "#components/shared/relative-time.tsx";
import { columnsOf } from "#components/shared/table-columns.ts";
import type { AuditEntryView, AuditPageView } from "#lib/audit/client.ts";
import { Outcome } from "./outcome.tsx";
import { useAuditWords } from "./use-words.ts";

type Props = { data: AuditPageView; onOpen: (sequence: number) => void; empty: ReactNode };

const column = columnsOf<AuditEntryView>();
const uuid = /^[0-9a-f]{8}-[0-9a-f-]{27}$/;

/** The trail, a row a line. */
export function AuditTable({ data, onOpen, empty }: Props) {
  const t = useTranslations("audit");
  const { actionOf } = useAuditWords();
  const columns = useMemo(
    () =>
      column.columns([
        column.accessor("at", {
          header: t("columnWhen"),
          cell: ({ getValue }) => <RelativeTime at={getValue()} />,
          meta: { sortable: true, className: "w-32 text-muted" },
        }),
        column.accessor("actorName", {
          header: t("columnWho"),
          cell: ({ row: { original: row } }) => <Who row={row} />,
        }),
        column.accessor("action", {
          header: t("columnWhat"),
          cell: ({ row: { original: row } }) => (
            <button
              type="button"
              onClick={() => onOpen(row.sequence)}
              className="text-left font-medium hover:text-accent hover:underline"
            >
              {actionOf(row.action)}
            </button>
          ),
        }),
        column.accessor("subject", {
          header: t("columnOn"),
          cell: ({ row: { original: row } }) => <OnWhat row={row} />,
          meta: { wideOnly: true },
        }),
        column.accessor("outcome", {
          header: t("columnOutcome"),
          cell: ({ row: { original: row } }) => <Outcome outcome={row.outcome} code={row.code} />,
        }),
        column.accessor("address", {
          header: t("columnFrom"),
          cell: ({ getValue }) => <code className="font-mono text-muted text-sm">{getValue()}</code>,
          meta: { wideOnly: true },
        }),
        column.accessor("requestId", {
          header: t("columnRequest"),
          cell: ({ getValue }) => (
            <code className="font-mono text-muted text-sm" title={getValue()}>
              {getValue().slice(0, 8)}
            </code>
          ),
          meta: { wideOnly: true },
        }),
      ]),
    [t, actionOf, onOpen],
  );
  return (
    <DataTable
      label={t("title")}
      columns={columns}
      rows={data.rows}
      rowId={(row) => String(row.sequence)}
      total={data.total}
      empty={empty}
    />
  );
}

function Who({ row: { actorKind, actorName } }: { row: AuditEntryView }) {
  const t = useTranslations("audit");
  if (actorKind === "anonymous") return <span className="text-muted">{t("anonymous")}</span>;
  return actorKind === "system" ? (
    <span className="text-muted">{t("system", { name: actorName })}</span>
  ) : (
    <span lang="en">{actorName}</span>
  );
}

function OnWhat({ row: { subject, project } }: { row: AuditEntryView }) {
  const shown = subject !== null && uuid.test(subject) ? subject.slice(0, 8) : subject;
  return (
    <span className="flex min-w-0 max-w-72 items-baseline gap-2">
      {shown && (
        <code className="truncate font-mono text-sm" title={subject ?? undefined}>
          {shown}
        </code>
      )}
      {project && project !== shown && <span className="font-mono text-muted text-sm">{project}</span>}
    </span>
  );
}
