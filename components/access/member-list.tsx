"use client";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { UserPlus, Users } from "lucide-react";
import { useTranslations } from "next-intl";
import { useQueryStates } from "nuqs";
import { useMemo, useState } from "react";
import { Trouble } from "#components/runs/trouble.tsx";
import { DataTable } from "#components/shared/data-table.tsx";
import { ListSearch } from "#components/shared/list-search.tsx";
import { Button } from "#components/ui/button.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { Tooltip } from "#components/ui/tooltip.tsx";
import { ReadError } from "#lib/platform/read.ts";
import {
  type MembersQuestion,
  type MembersView,
  type MemberView,
  membersOptions,
} from "#lib/projects/member-client.ts";
import { accessParams } from "./access-params.ts";
import { AskForRole } from "./ask-for-role.tsx";
import { memberColumns } from "./member-columns.tsx";
import { MemberDialog } from "./member-dialog.tsx";
import { RemoveMember } from "./remove-member.tsx";
import { TabLoading } from "./tab-loading.tsx";

type Props = { project: string; start: { asked: MembersQuestion; data: MembersView } | undefined };

export type MemberTask = { kind: "add" } | { kind: "change" | "remove"; member: MemberView };

/** Who is in a project: added, changed and taken out by an owner, seen by everybody in it. */
export function MemberList({ project, start }: Props) {
  const t = useTranslations("members");
  const [{ search, sort, page }, setParams] = useQueryStates(accessParams);
  const question = { project, search, sort, page };
  const isAsked = JSON.stringify(question) === JSON.stringify(start?.asked);
  const { data, error, isPlaceholderData, refetch } = useQuery({
    ...membersOptions(question, isAsked ? start?.data : undefined),
    placeholderData: keepPreviousData,
  });
  const [task, setTask] = useState<MemberTask>();
  const columns = useMemo(
    () => (data ? memberColumns({ words: t, project, about: data, onTask: setTask }) : []),
    [t, project, data],
  );
  if (!data)
    return error instanceof ReadError ? (
      <Trouble error={error.failure} onRetry={() => void refetch()} />
    ) : (
      <TabLoading />
    );

  const close = () => setTask(undefined);
  const changed = () => {
    close();
    void refetch();
  };
  const { mayChange } = data;
  const add = (
    <Button
      variant="primary"
      disabled={!mayChange}
      focusableWhenDisabled
      onClick={() => setTask({ kind: "add" })}
      className="ml-auto"
    >
      <UserPlus aria-hidden />
      {t("add")}
    </Button>
  );
  return (
    <>
      <div className="mb-3 flex flex-wrap items-center gap-2">
        <search className="flex max-sm:w-full">
          <ListSearch label={t("search")} />
        </search>
        {mayChange ? add : <Tooltip content={t("mayNotChange", { project })}>{add}</Tooltip>}
      </div>
      {!mayChange && (
        <div className="mb-3 flex flex-wrap items-center gap-x-3 gap-y-2 text-muted">
          <p>{t("mayNotChange", { project })}</p>
          <AskForRole project={project} wanted="owner" />
        </div>
      )}
      <div aria-busy={isPlaceholderData || undefined} className={isPlaceholderData ? "opacity-60" : undefined}>
        <DataTable
          label={t("title")}
          columns={columns}
          rows={data.rows}
          rowId={(row) => `${row.userId} ${row.role} ${row.group ?? ""}`}
          total={data.total}
          empty={
            search ? (
              <EmptyState
                title={t("noMatch", { search })}
                action={<Button onClick={() => void setParams({ search: null })}>{t("clearSearch")}</Button>}
              />
            ) : (
              <EmptyState icon={<Users />} title={t("emptyTitle")} text={t("emptyText")} />
            )
          }
        />
      </div>
      {task?.kind === "add" && <MemberDialog project={project} onClose={close} onDone={changed} />}
      {task?.kind === "change" && (
        <MemberDialog project={project} member={task.member} onClose={close} onDone={changed} />
      )}
      {task?.kind === "remove" && (
        <RemoveMember
          project={project}
          member={task.member}
          isSelf={task.member.userId === data.self}
          onClose={close}
          onDone={changed}
        />
      )}
    </>
  );
}
