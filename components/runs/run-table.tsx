"use client";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { type ReactNode, useMemo } from "react";
import { DataTable } from "#components/shared/data-table.tsx";
import { Elapsed } from "#components/shared/elapsed.tsx";
import { RelativeTime } from "#components/shared/relative-time.tsx";
import { ResidencyChip } from "#components/shared/residency-chip.tsx";
import { RunStatus } from "#components/shared/run-status.tsx";
import { columnsOf } from "#components/shared/table-columns.ts";
import type { RunRow } from "#lib/runs/client.ts";
import { runHref, shortId } from "./run-href.ts";
import { useRunReason } from "./use-sentence.ts";

type Props = { project: string; label: string; rows: RunRow[]; empty?: ReactNode };

const column = columnsOf<RunRow>();

/** Runs, one a line; on a narrow screen state, job and start alone. */
export function RunTable({ project, label, rows, empty }: Props) {
  const t = useTranslations("runs");
  const reasonOf = useRunReason();
  const columns = useMemo(
    () =>
      column.columns([
        column.accessor("state", {
          header: t("columnState"),
          cell: ({ row: { original: run } }) => (
            <span title={reasonOf(run)}>
              <RunStatus state={run.state} />
            </span>
          ),
          meta: { className: "w-32" },
        }),
        column.accessor("jobName", {
          header: t("columnJob"),
          cell: ({ row: { original: run } }) => (
            <span className="flex min-w-0 items-baseline gap-2">
              <Link href={runHref(project, run.id)} className="font-medium hover:text-accent hover:underline">
                {run.jobName}
              </Link>
              <span className="text-muted text-sm max-md:hidden">{t("version", { number: run.version })}</span>
              {run.attempt > 1 && (
                <span className="text-muted text-sm max-md:hidden">{t("attempt", { number: run.attempt })}</span>
              )}
            </span>
          ),
        }),
        column.accessor("id", {
          header: t("columnRun"),
          cell: ({ getValue }) => <code className="font-mono text-muted text-sm">{shortId(getValue())}</code>,
          meta: { wideOnly: true },
        }),
        column.accessor("cluster", {
          header: t("columnWhere"),
          cell: ({ row: { original: run } }) => (
            <span className="flex items-center gap-2 whitespace-nowrap">
              {run.cluster} <ResidencyChip residency={run.residency} />
              <code className="font-mono text-muted text-sm">{run.namespace}</code>
            </span>
          ),
          meta: { wideOnly: true },
        }),
        column.accessor("launchedBy", { header: t("columnBy"), meta: { wideOnly: true, className: "text-muted" } }),
        column.accessor("createdAt", {
          header: t("columnStarted"),
          cell: ({ getValue }) => <RelativeTime at={getValue()} />,
          meta: { className: "text-muted" },
        }),
        column.accessor("finishedAt", {
          header: t("columnTook"),
          cell: ({ row: { original: run } }) => <Elapsed since={run.createdAt} until={run.finishedAt} />,
          meta: { numeric: true, wideOnly: true },
        }),
      ]),
    [t, project, reasonOf],
  );
  return (
    <DataTable
      label={label}
      columns={columns}
      rows={rows}
      rowId={(run) => run.id}
      rowHref={(run) => runHref(project, run.id)}
      empty={empty}
    />
  );
}
