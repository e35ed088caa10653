"use client";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useQueryStates } from "nuqs";
import { useMemo, useState } from "react";
import { DataTable } from "#components/shared/data-table.tsx";
import { Listed } from "#components/shared/listed.tsx";
import { RelativeTime } from "#components/shared/relative-time.tsx";
import { StatusMark } from "#components/shared/status-mark.tsx";
import { columnsOf } from "#components/shared/table-columns.ts";
import { Badge } from "#components/ui/badge.tsx";
import { Button } from "#components/ui/button.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { Mono } from "#components/ui/mono.tsx";
import { type UserPage, type UserQuestion, type UserRow, usersOptions } from "#lib/auth/user-client.ts";
import { UserDialog, type UserTask } from "./user-dialog.tsx";
import { UserFilters } from "./user-filters.tsx";
import { UserMenu, type Ways } from "./user-menu.tsx";
import { userParams } from "./user-params.ts";

type Props = {
  mayChange: boolean;
  /** How people may sign in here. */
  ways: Ways;
  initial: UserPage;
  /** What the initial rows were asked with. */
  asked: UserQuestion;
};

const column = columnsOf<UserRow>();

/** Everyone with an account: who they are to Slipway, how they sign in, and whether they may. */
export function UserList({ mayChange, ways, initial, asked }: Props) {
  const t = useTranslations("users");
  const [{ search, sort, page, state, role }, setParams] = useQueryStates(userParams);
  const question = { search, sort, page, state, platformRole: role };
  const isAsked = JSON.stringify(question) === JSON.stringify(asked);
  const query = useQuery({
    ...usersOptions(question, isAsked ? initial : undefined),
    placeholderData: keepPreviousData,
  });
  const [task, setTask] = useState<UserTask>();

  const columns = useMemo(
    () =>
      column.columns([
        column.accessor("login", {
          header: t("columnLogin"),
          cell: ({ row: { original: user } }) => <Account user={user} />,
          meta: { sortable: true },
        }),
        column.accessor("name", { header: t("columnName"), meta: { sortable: true, wideOnly: true } }),
        column.accessor("platformRole", {
          header: t("columnRole"),
          cell: ({ row: { original: user } }) => <Role user={user} />,
          meta: { sortable: true },
        }),
        column.display({
          id: "ways",
          header: t("columnWays"),
          cell: ({ row: { original: user } }) =>
            [user.hasPassword && t("wayPassword"), user.hasOpenId && t("wayOpenId")].filter(Boolean).join(", ") ||
            t("wayNone"),
          meta: { wideOnly: true, className: "whitespace-nowrap text-muted" },
        }),
        column.accessor("projects", { header: t("columnProjects"), meta: { numeric: true, wideOnly: true } }),
        column.accessor("lastSeenAt", {
          header: t("columnLastSeen"),
          cell: ({ row: { original: user } }) =>
            user.lastSeenAt ? <RelativeTime at={user.lastSeenAt} /> : t("neverSignedIn"),
          meta: { sortable: true, wideOnly: true, className: "text-muted" },
        }),
        column.display({
          id: "state",
          header: t("columnState"),
          cell: ({ row: { original: user } }) => (
            <StatusMark tone={user.disabledAt ? "none" : "good"}>
              {t(user.disabledAt ? "state.disabled" : "state.enabled")}
            </StatusMark>
          ),
          meta: { className: "whitespace-nowrap" },
        }),
        ...(mayChange
          ? [
              column.display({
                id: "actions",
                header: () => <span className="sr-only">{t("columnActions")}</span>,
                cell: ({ row: { original: user } }) => <UserMenu user={user} ways={ways} onTask={setTask} />,
                meta: { className: "w-px text-right" },
              }),
            ]
          : []),
      ]),
    [t, mayChange, ways],
  );

  return (
    <>
      <UserFilters />
      <Listed query={query}>
        {(data) => (
          <DataTable
            label={t("title")}
            columns={columns}
            rows={data.rows}
            rowId={(user) => user.id}
            total={data.total}
            empty={
              <EmptyState
                title={t("noMatchTitle")}
                action={<Button onClick={() => void setParams(null)}>{t("clearFilters")}</Button>}
              />
            }
          />
        )}
      </Listed>
      {task && <UserDialog key={task.user.id + task.kind} task={task} onClose={() => setTask(undefined)} />}
    </>
  );
}

function Account({ user }: { user: UserRow }) {
  const t = useTranslations("users");
  return (
    <span className="flex min-w-0 flex-wrap items-center gap-x-2">
      <Mono>{user.login}</Mono>
      {user.isSelf && <Badge>{t("you")}</Badge>}
      {user.samePersonAs.length > 0 && (
        <span className="text-muted text-sm">{t("samePersonAs", { logins: user.samePersonAs.join(", ") })}</span>
      )}
    </span>
  );
}

/** The role of their own, and what a group makes of it. */
function Role({ user }: { user: UserRow }) {
  const t = useTranslations("users");
  const more = user.groupRoles.filter(({ role }) => role !== user.platformRole);
  return (
    <span className="flex flex-wrap items-center gap-x-2">
      <Badge tone={user.platformRole === "member" ? "neutral" : "accent"}>{t(`role.${user.platformRole}`)}</Badge>
      {more.map(({ group, role }) => (
        <span key={group} className="text-muted text-sm">
          {t("roleByGroup", { role: t(`role.${role}`), group })}
        </span>
      ))}
    </span>
  );
}
