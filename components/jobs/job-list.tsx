"use client";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { Box, Play } from "lucide-react";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { useQueryStates } from "nuqs";
import { useMemo, useRef } from "react";
import { jobHref, runHref } from "#components/runs/run-href.ts";
import { useRunReason } from "#components/runs/use-sentence.ts";
import { DataTable } from "#components/shared/data-table.tsx";
import { ListSearch } from "#components/shared/list-search.tsx";
import { Listed } from "#components/shared/listed.tsx";
import { RelativeTime } from "#components/shared/relative-time.tsx";
import { ResidencyChip } from "#components/shared/residency-chip.tsx";
import { RunStatus } from "#components/shared/run-status.tsx";
import { columnsOf } from "#components/shared/table-columns.ts";
import { Button } from "#components/ui/button.tsx";
import { ButtonLink } from "#components/ui/button-link.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { jobsOptions } from "#lib/jobs/client.ts";
import type { JobRow } from "#lib/runs/client.ts";
import { launchHref } from "./job-href.ts";
import { jobListParams } from "./job-list-params.ts";
import { NewJobLink } from "./new-job-link.tsx";

type Props = {
  project: string;
  may: { launch: boolean; edit: boolean };
  initial: JobRow[];
  /** What the initial rows were searched by. */
  initialSearch: string;
};

const column = columnsOf<JobRow>();

/** The jobs of a project with what came of each last; kept current while it is open. */
export function JobList({ project, may, initial, initialSearch }: Props) {
  const t = useTranslations("jobs");
  const [{ search }, setParams] = useQueryStates(jobListParams);
  const first = useRef(initialSearch);
  const query = useQuery({
    ...jobsOptions(project, search, search === first.current ? initial : undefined),
    placeholderData: keepPreviousData,
  });
  const reasonOf = useRunReason();

  const columns = useMemo(
    () =>
      column.columns([
        column.accessor("name", {
          header: t("columnName"),
          cell: ({ row: { original: job } }) => (
            <span className="flex min-w-0 items-baseline gap-2 md:min-w-56">
              <Link href={jobHref(project, job.id)} className="font-medium hover:text-accent hover:underline">
                {job.name}
              </Link>
              <span className="text-muted text-sm max-md:hidden">{t("version", { number: job.version })}</span>
            </span>
          ),
        }),
        column.accessor("type", {
          header: t("columnType"),
          cell: ({ getValue }) => t(`type.${getValue() as "python"}`),
          meta: { wideOnly: true, className: "whitespace-nowrap text-muted" },
        }),
        column.display({
          id: "lastRun",
          header: t("columnLastRun"),
          cell: ({ row: { original: job } }) =>
            job.lastRun ? (
              <Link
                href={runHref(project, job.lastRun.id)}
                className="group block max-w-md truncate xl:max-w-xl max-md:max-w-44"
              >
                <RunStatus state={job.lastRun.state} className="flex-nowrap group-hover:underline" />
                <span className="ml-2 text-muted" title={reasonOf(job.lastRun)}>
                  {reasonOf(job.lastRun)}
                </span>
              </Link>
            ) : (
              <span className="text-muted">{t("neverRan")}</span>
            ),
        }),
        column.display({
          id: "where",
          header: t("columnWhere"),
          cell: ({ row: { original: job } }) =>
            job.lastRun && (
              <span className="flex items-center gap-2 whitespace-nowrap">
                {job.lastRun.cluster} <ResidencyChip residency={job.lastRun.residency} />
              </span>
            ),
          meta: { wideOnly: true },
        }),
        column.display({
          id: "when",
          header: t("columnWhen"),
          cell: ({ row: { original: job } }) => job.lastRun && <RelativeTime at={job.lastRun.createdAt} />,
          meta: { wideOnly: true, className: "text-muted" },
        }),
        ...(may.launch
          ? [
              column.display({
                id: "actions",
                header: () => <span className="sr-only">{t("columnActions")}</span>,
                cell: ({ row: { original: job } }) => (
                  <ButtonLink size="sm" href={launchHref(project, job.id)} prefetch={false}>
                    <Play aria-hidden className="size-3.5" />
                    <span aria-hidden>{t("launch")}</span>
                    <span className="sr-only">{t("launchJob", { name: job.name })}</span>
                  </ButtonLink>
                ),
                meta: { className: "w-px text-right" },
              }),
            ]
          : []),
      ]),
    [t, project, may.launch, reasonOf],
  );

  const empty = search ? (
    <EmptyState
      title={t("noMatchTitle", { search })}
      action={<Button onClick={() => void setParams({ search: null })}>{t("clearSearch")}</Button>}
    />
  ) : (
    <EmptyState
      icon={<Box />}
      title={t("emptyTitle")}
      text={may.edit ? t("emptyText") : `${t("emptyText")} ${t("emptyReadOnly")}`}
      action={may.edit && <NewJobLink project={project} />}
    />
  );
  return (
    <>
      {(initial.length > 0 || search || initialSearch) && (
        <search className="mb-3 flex">
          <ListSearch label={t("search")} />
        </search>
      )}
      <Listed query={query}>
        {(data) => (
          <DataTable
            label={t("title")}
            columns={columns}
            rows={data}
            rowId={(job) => job.id}
            rowHref={(job) => jobHref(project, job.id)}
            empty={empty}
          />
        )}
      </Listed>
    </>
  );
}
