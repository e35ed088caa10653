"use client";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { Boxes } from "lucide-react";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { useQueryStates } from "nuqs";
import { useMemo } from "react";
import { DataTable } from "#components/shared/data-table.tsx";
import { ListSearch } from "#components/shared/list-search.tsx";
import { Listed } from "#components/shared/listed.tsx";
import { RelativeTime } from "#components/shared/relative-time.tsx";
import { ResidencyChip } from "#components/shared/residency-chip.tsx";
import { columnsOf } from "#components/shared/table-columns.ts";
import { Badge } from "#components/ui/badge.tsx";
import { Button } from "#components/ui/button.tsx";
import { ButtonLink } from "#components/ui/button-link.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import {
  type ClusterListView,
  type ClusterQuestion,
  type ClusterRowView,
  clustersOptions,
} from "#lib/clusters/cluster-client.ts";
import { ClusterHealth } from "./cluster-health.tsx";
import { clusterHref, newClusterHref } from "./cluster-href.ts";
import { clusterParams } from "./cluster-params.ts";
import { useTypeName } from "./use-type-name.ts";

type Props = {
  mayChange: boolean;
  initial: ClusterListView;
  /** What the initial rows were asked with. */
  asked: ClusterQuestion;
};

const column = columnsOf<ClusterRowView>();

/** The clusters and how each does, kept current while it is open. */
export function ClusterList({ mayChange, initial, asked }: Props) {
  const t = useTranslations("clusters");
  const typeName = useTypeName();
  const [{ search, sort, page, retired }, setParams] = useQueryStates(clusterParams);
  const question = { search, sort, page, retired };
  const isAsked = JSON.stringify(question) === JSON.stringify(asked);
  const query = useQuery({
    ...clustersOptions(question, isAsked ? initial : undefined),
    placeholderData: keepPreviousData,
  });

  const columns = useMemo(
    () =>
      column.columns([
        column.accessor("name", {
          header: t("columnName"),
          cell: ({ row: { original: row } }) => (
            <span className="flex min-w-0 items-center gap-2 whitespace-nowrap">
              <Link
                href={clusterHref(row.name)}
                className="font-medium font-mono text-sm hover:text-accent hover:underline"
              >
                {row.name}
              </Link>
              <Badge>{typeName(row.type)}</Badge>
              <ResidencyChip residency={row.residency} />
            </span>
          ),
          meta: { sortable: true },
        }),
        column.display({
          id: "health",
          header: t("columnHealth"),
          cell: ({ row: { original: row } }) => (
            <span className="block max-w-96 truncate" title={row.problem ?? undefined}>
              <ClusterHealth cluster={row} />
              {row.problem && <span className="ml-2 text-muted max-lg:hidden">{row.problem}</span>}
            </span>
          ),
        }),
        column.accessor("serverVersion", {
          header: t("columnVersion"),
          cell: ({ getValue }) => <code className="font-mono text-sm">{getValue() ?? "–"}</code>,
          meta: { wideOnly: true },
        }),
        column.accessor("region", {
          header: t("columnRegion"),
          meta: { wideOnly: true, sortable: true, className: "whitespace-nowrap font-mono text-sm" },
        }),
        column.accessor("account", { header: t("columnAccount"), meta: { wideOnly: true, sortable: true } }),
        column.accessor("namespaces", { header: t("columnNamespaces"), meta: { wideOnly: true, numeric: true } }),
        column.accessor("activeRuns", { header: t("columnRuns"), meta: { wideOnly: true, numeric: true } }),
        column.display({
          id: "lastSeenAt",
          header: t("columnSeen"),
          cell: ({ row: { original: row } }) => (row.lastSeenAt ? <RelativeTime at={row.lastSeenAt} /> : t("never")),
          meta: { wideOnly: true, sortable: true, className: "text-muted" },
        }),
      ]),
    [t, typeName],
  );

  const empty = search ? (
    <EmptyState
      title={t("noMatch", { search })}
      action={<Button onClick={() => void setParams({ search: null })}>{t("clearSearch")}</Button>}
    />
  ) : retired ? (
    <EmptyState icon={<Boxes />} title={t("emptyRetired")} />
  ) : (
    <EmptyState
      icon={<Boxes />}
      title={t("emptyTitle")}
      text={t("emptyText")}
      action={
        mayChange && (
          <ButtonLink variant="primary" href={newClusterHref}>
            {t("register")}
          </ButtonLink>
        )
      }
    />
  );
  return (
    <>
      <search className="mb-3 flex flex-wrap gap-2">
        <ListSearch label={t("search")} />
        <Button
          variant="ghost"
          onClick={() => void setParams({ retired: retired ? null : true, page: null }, { history: "push" })}
        >
          {retired ? t("showInUse") : t("showRetired")}
        </Button>
      </search>
      <Listed query={query}>
        {(data) => (
          <DataTable
            label={t("title")}
            columns={columns}
            rows={data.rows}
            rowId={(row) => row.id}
            rowHref={(row) => clusterHref(row.name)}
            total={data.total}
            empty={empty}
          />
        )}
      </Listed>
    </>
  );
}
