"use client";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { Database } from "lucide-react";
import { useTranslations } from "next-intl";
import { useQueryStates } from "nuqs";
import { useMemo } from "react";
import { DataTable } from "#components/shared/data-table.tsx";
import { ListSearch } from "#components/shared/list-search.tsx";
import { Listed } from "#components/shared/listed.tsx";
import { ResidencyChip } from "#components/shared/residency-chip.tsx";
import { columnsOf } from "#components/shared/table-columns.ts";
import { Button } from "#components/ui/button.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { Select } from "#components/ui/select.tsx";
import { type ResourceRowView, type ResourcesQuestion, resourceKinds, resourcesOptions } from "#lib/cloud/client.ts";
import type { ListPage } from "#lib/platform/page.ts";
import { questionOf, resourceParams } from "./resource-params.ts";
import { ResourceSheet } from "./resource-sheet.tsx";
import type { ResourcesProps } from "./resources-page.tsx";
import { accountOptionsOf, every, none, useKindOptions } from "./use-options.tsx";

type Props = ResourcesProps & { initial: ListPage<ResourceRowView>; asked: ResourcesQuestion };

const column = columnsOf<ResourceRowView>();

/** What is mapped of all accounts: whose it is, where its data counts as, and how many bindings it has. */
export function ResourceList({ accounts, projects, lines, mayChange, initial, asked }: Props) {
  const t = useTranslations("cloud");
  const kinds = useKindOptions();
  const [params, setParams] = useQueryStates(resourceParams);
  const question = questionOf(params, accounts, projects);
  const isAsked = JSON.stringify(question) === JSON.stringify(asked);
  const query = useQuery({
    ...resourcesOptions(question, isAsked ? initial : undefined),
    placeholderData: keepPreviousData,
  });
  const columns = useMemo(
    () =>
      column.columns([
        column.accessor("name", {
          header: t("columnName"),
          cell: ({ row: { original: resource } }) => (
            <button
              type="button"
              onClick={() => void setParams({ resource: resource.id }, { history: "push" })}
              className="break-all text-left font-mono text-sm hover:text-accent hover:underline"
            >
              {resource.name}
            </button>
          ),
          meta: { sortable: true },
        }),
        column.accessor("kind", {
          header: t("columnKind"),
          cell: ({ getValue }) => t(`kind.${getValue()}`),
          meta: { sortable: true, className: "whitespace-nowrap text-muted" },
        }),
        column.accessor((resource) => resource.account.name, {
          id: "account",
          header: t("columnAccount"),
          cell: ({ getValue }) => <code className="font-mono text-sm">{getValue()}</code>,
          meta: { sortable: true, wideOnly: true },
        }),
        column.accessor("region", {
          header: t("columnRegion"),
          cell: ({ getValue }) => <code className="font-mono text-muted text-sm">{getValue()}</code>,
          meta: { sortable: true, wideOnly: true },
        }),
        column.accessor("residency", {
          header: t("columnResidency"),
          cell: ({ getValue }) => <ResidencyChip residency={getValue()} />,
          meta: { sortable: true },
        }),
        column.accessor((resource) => resource.owner?.slug ?? null, {
          id: "owner",
          header: t("columnOwner"),
          cell: ({ getValue }) =>
            getValue() ? (
              <code className="font-mono text-sm">{getValue()}</code>
            ) : (
              <span className="text-muted">{t("ownerAdmins")}</span>
            ),
          meta: { sortable: true },
        }),
        column.accessor("bindings", { header: t("columnBindings"), meta: { numeric: true, wideOnly: true } }),
      ]),
    [t, setParams],
  );
  const isFiltered = params.search !== "" || params.account || params.kind || params.owner;
  const clear = () => void setParams({ search: null, account: null, kind: null, owner: null, page: null });
  const empty = isFiltered ? (
    <EmptyState title={t("noneFits")} action={<Button onClick={clear}>{t("clearFilters")}</Button>} />
  ) : (
    <EmptyState
      icon={<Database />}
      title={t("resourcesEmptyTitle")}
      text={t("resourcesEmptyText")}
      action={<Button onClick={() => void setParams({ tab: "discover" })}>{t("discover")}</Button>}
    />
  );
  return (
    <>
      <search className="mb-3 flex flex-wrap gap-2">
        <ListSearch label={t("searchResources")} />
        <Select
          label={t("columnAccount")}
          className="w-auto min-w-36"
          options={[{ value: every, label: t("everyAccount") }, ...accountOptionsOf(accounts)]}
          value={params.account ?? every}
          onValueChange={(account) => void setParams({ account: account === every ? null : account, page: null })}
        />
        <Select
          label={t("columnKind")}
          className="w-auto min-w-36"
          options={[{ value: every, label: t("everyKind") }, ...kinds]}
          value={params.kind ?? every}
          onValueChange={(kind) =>
            void setParams({ kind: resourceKinds.find((one) => one === kind) ?? null, page: null })
          }
        />
        <Select
          label={t("columnOwner")}
          className="w-auto min-w-36"
          options={[
            { value: every, label: t("everyOwner") },
            { value: none, label: t("ownerAdmins") },
            ...projects.map(({ slug, name }) => ({ value: slug, label: slug, detail: name, mono: true })),
          ]}
          value={params.owner ?? every}
          onValueChange={(owner) => void setParams({ owner: owner === every ? null : owner, page: null })}
        />
      </search>
      <Listed query={query}>
        {(data) => (
          <DataTable
            label={t("resourcesTitle")}
            columns={columns}
            rows={data.rows}
            rowId={(resource) => resource.id}
            total={data.total}
            empty={empty}
          />
        )}
      </Listed>
      {params.resource && (
        <ResourceSheet
          key={params.resource}
          resourceId={params.resource}
          projects={projects}
          residencies={lines.residencies}
          mayChange={mayChange}
          onClose={() => void setParams({ resource: null })}
        />
      )}
    </>
  );
}
