"use client";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { Cloud } from "lucide-react";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { useQueryStates } from "nuqs";
import { useMemo } from "react";
import { DataTable } from "#components/shared/data-table.tsx";
import { ListSearch } from "#components/shared/list-search.tsx";
import { Listed } from "#components/shared/listed.tsx";
import { RelativeTime } from "#components/shared/relative-time.tsx";
import { columnsOf } from "#components/shared/table-columns.ts";
import { Button } from "#components/ui/button.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { Mono } from "#components/ui/mono.tsx";
import { type AccountRowView, accountsOptions } from "#lib/cloud/client.ts";
import type { ListInput, ListPage } from "#lib/platform/page.ts";
import { accountParams } from "./account-params.ts";
import { accountHref } from "./cloud-href.ts";
import { NewAccountLink } from "./new-account-link.tsx";

type Props = { initial: ListPage<AccountRowView>; asked: ListInput; mayChange: boolean };

const column = columnsOf<AccountRowView>();

/** AWS accounts and data centres, with what is mapped of each and since when its credential is the one it has. */
export function AccountList({ initial, asked, mayChange }: Props) {
  const t = useTranslations("cloud");
  const [{ search, sort, page }, setParams] = useQueryStates(accountParams);
  const question = { search, sort, page };
  const isAsked = JSON.stringify(question) === JSON.stringify(asked);
  const query = useQuery({
    ...accountsOptions(question, isAsked ? initial : undefined),
    placeholderData: keepPreviousData,
  });
  const columns = useMemo(
    () =>
      column.columns([
        column.accessor("name", {
          header: t("columnName"),
          cell: ({ row: { original: account } }) => (
            <Link href={accountHref(account.id)} className="font-medium hover:text-accent hover:underline">
              {account.name}
            </Link>
          ),
          meta: { sortable: true },
        }),
        column.accessor("kind", {
          header: t("columnKind"),
          cell: ({ getValue }) => t(`accountKind.${getValue()}`),
          meta: { sortable: true, className: "whitespace-nowrap text-muted" },
        }),
        column.accessor("where", {
          header: t("columnWhere"),
          cell: ({ row: { original: account } }) => (
            <span className="flex items-center gap-3 whitespace-nowrap">
              <Mono>{account.where}</Mono> <code className="font-mono text-muted text-sm">{account.region}</code>
            </span>
          ),
          meta: { wideOnly: true },
        }),
        column.display({
          id: "holds",
          header: t("columnHolds"),
          cell: ({ row: { original: account } }) => t("holds", account.counts),
          meta: { wideOnly: true, className: "text-muted" },
        }),
        column.display({
          id: "clusters",
          header: t("columnClusters"),
          cell: ({ row: { original: account } }) =>
            account.clusters.length > 0 ? (
              <code className="font-mono text-sm">{account.clusters.join(", ")}</code>
            ) : (
              <span className="text-muted">{t("noClusters")}</span>
            ),
          meta: { wideOnly: true },
        }),
        column.accessor("credentialSetAt", {
          header: t("columnCredential"),
          cell: ({ getValue }) => <RelativeTime at={getValue()} />,
          meta: { sortable: true, className: "text-muted" },
        }),
      ]),
    [t],
  );
  const empty = search ? (
    <EmptyState
      title={t("noMatch", { search })}
      action={<Button onClick={() => void setParams({ search: null })}>{t("clearSearch")}</Button>}
    />
  ) : (
    <EmptyState
      icon={<Cloud />}
      title={t("accountsEmptyTitle")}
      text={t("accountsEmptyText")}
      action={mayChange && <NewAccountLink />}
    />
  );
  return (
    <>
      <search className="mb-3 flex">
        <ListSearch label={t("searchAccounts")} />
      </search>
      <Listed query={query}>
        {(data) => (
          <DataTable
            label={t("accountsTitle")}
            columns={columns}
            rows={data.rows}
            rowId={(account) => account.id}
            rowHref={(account) => accountHref(account.id)}
            total={data.total}
            empty={empty}
          />
        )}
      </Listed>
    </>
  );
}
