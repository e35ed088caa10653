"use client";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { UsersRound } from "lucide-react";
import { useTranslations } from "next-intl";
import { useQueryStates } from "nuqs";
import { useMemo, useState } from "react";
import { ChangeDialog } from "#components/shared/change-dialog.tsx";
import { DataTable } from "#components/shared/data-table.tsx";
import { ListSearch } from "#components/shared/list-search.tsx";
import { Listed } from "#components/shared/listed.tsx";
import { RelativeTime } from "#components/shared/relative-time.tsx";
import { columnsOf } from "#components/shared/table-columns.ts";
import { Badge } from "#components/ui/badge.tsx";
import { Button } from "#components/ui/button.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { Mono } from "#components/ui/mono.tsx";
import { removeGroupRole } from "#lib/auth/actions.ts";
import { type GroupRolePage, type GroupRoleRow, groupRolesOptions, type ListQuestion } from "#lib/auth/user-client.ts";
import { useUserChange } from "./use-user-change.ts";
import { userParams } from "./user-params.ts";

type Props = { mayChange: boolean; hasProvider: boolean; initial: GroupRolePage; asked: ListQuestion };

const column = columnsOf<GroupRoleRow>();

/** What each group of the OpenID provider gives its people, and to how many. */
export function GroupRoleList({ mayChange, hasProvider, initial, asked }: Props) {
  const t = useTranslations("users");
  const [{ search, sort, page }, setParams] = useQueryStates(userParams);
  const question = { search, sort, page };
  const isAsked = JSON.stringify(question) === JSON.stringify(asked);
  const query = useQuery({
    ...groupRolesOptions(question, isAsked ? initial : undefined),
    placeholderData: keepPreviousData,
  });
  const [taken, setTaken] = useState<GroupRoleRow>();

  const columns = useMemo(
    () =>
      column.columns([
        column.accessor("group", {
          header: t("groups.columnGroup"),
          cell: ({ row: { original: row } }) => <Mono>{row.group}</Mono>,
          meta: { sortable: true },
        }),
        column.accessor("project", {
          header: t("groups.columnProject"),
          cell: ({ row: { original: row } }) =>
            row.project ? <Mono copy={false}>{row.project}</Mono> : t("groups.everywhere"),
          meta: { sortable: true },
        }),
        column.accessor("role", {
          header: t("columnRole"),
          cell: ({ row: { original: row } }) => (
            <Badge tone={row.project ? "neutral" : "accent"}>{t(`role.${row.role}`)}</Badge>
          ),
        }),
        column.accessor("people", { header: t("groups.columnPeople"), meta: { numeric: true, wideOnly: true } }),
        column.accessor("createdAt", {
          header: t("groups.columnGiven"),
          cell: ({ row: { original: row } }) => (
            <span className="flex items-center gap-2 text-muted">
              <RelativeTime at={row.createdAt} />
              {row.givenBy && <span className="font-mono text-sm">{row.givenBy}</span>}
            </span>
          ),
          meta: { sortable: true, wideOnly: true },
        }),
        ...(mayChange
          ? [
              column.display({
                id: "actions",
                header: () => <span className="sr-only">{t("columnActions")}</span>,
                cell: ({ row: { original: row } }) => (
                  <Button
                    size="sm"
                    variant="danger"
                    aria-label={t("groups.removeOf", {
                      group: row.group,
                      where: row.project ?? t("groups.everywhere"),
                    })}
                    onClick={() => setTaken(row)}
                  >
                    {t("groups.remove")}
                  </Button>
                ),
                meta: { className: "w-px text-right" },
              }),
            ]
          : []),
      ]),
    [t, mayChange],
  );
  const empty = search ? (
    <EmptyState
      title={t("noMatchTitle")}
      action={<Button onClick={() => void setParams({ search: null })}>{t("clearFilters")}</Button>}
    />
  ) : (
    <EmptyState
      icon={<UsersRound />}
      title={t("groups.emptyTitle")}
      text={t(hasProvider ? "groups.emptyText" : "groups.noProvider")}
    />
  );
  return (
    <>
      {(search || initial.total > 0) && (
        <search className="mb-3 flex">
          <ListSearch label={t("groups.search")} />
        </search>
      )}
      <Listed query={query}>
        {(data) => (
          <DataTable
            label={t("tabGroups")}
            columns={columns}
            rows={data.rows}
            rowId={(row) => row.id}
            total={data.total}
            empty={empty}
          />
        )}
      </Listed>
      {taken && <RemoveGroupRole row={taken} onClose={() => setTaken(undefined)} />}
    </>
  );
}

function RemoveGroupRole({ row, onClose }: { row: GroupRoleRow; onClose: () => void }) {
  const t = useTranslations("users");
  const { id: groupRoleId, group, people } = row;
  const change = useUserChange(() => removeGroupRole({ groupRoleId }), t("groups.removeDone", { group }), onClose);
  const role = t(`role.${row.role}`);
  const where = row.project ?? t("groups.everywhere");
  return (
    <ChangeDialog
      title={t("groups.removeTitle", { group })}
      text={t("groups.removeText", { people, role, where })}
      verb={t("groups.removeVerb")}
      destroys
      change={change}
      onClose={onClose}
    />
  );
}
