"use client";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { Boxes, RotateCw } from "lucide-react";
import { useTranslations } from "next-intl";
import { useQueryStates } from "nuqs";
import { useMemo, useState } from "react";
import { DataTable } from "#components/shared/data-table.tsx";
import { ListSearch } from "#components/shared/list-search.tsx";
import { Listed } from "#components/shared/listed.tsx";
import { columnsOf } from "#components/shared/table-columns.ts";
import { Badge } from "#components/ui/badge.tsx";
import { Button } from "#components/ui/button.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { Mono } from "#components/ui/mono.tsx";
import {
  type ClusterChoiceView,
  type GrantView,
  type NamespacePageView,
  type NamespaceQuestion,
  type NamespaceView,
  namespacesOptions,
} from "#lib/clusters/namespace-client.ts";
import { ClusterSelect } from "./cluster-select.tsx";
import { GrantChip } from "./grant-chip.tsx";
import { GrantDialog } from "./grant-dialog.tsx";
import { NamespaceActions } from "./namespace-actions.tsx";
import { namespaceParams } from "./namespace-params.ts";
import { OwnerDialog } from "./owner-dialog.tsx";
import { QuotaBars } from "./quota-bars.tsx";
import { RevokeDialog } from "./revoke-dialog.tsx";

export type ProjectChoice = { id: string; slug: string; name: string };
type Props = {
  clusters: ClusterChoiceView[];
  cluster: ClusterChoiceView;
  projects: ProjectChoice[];
  mayChange: boolean;
  initial: NamespacePageView;
  /** What the initial rows were asked with. */
  asked: NamespaceQuestion;
};

/** What is open over the list. */
export type NamespaceTask =
  | { kind: "grant" | "owner"; row: NamespaceView }
  | { kind: "revoke"; row: NamespaceView; grant: GrantView };

const column = columnsOf<NamespaceView>();

/** The namespaces of a cluster as found there: whose each is, which projects may run there, and how much of its quota is used. */
export function NamespaceList({ clusters, cluster, projects, mayChange, initial, asked }: Props) {
  const t = useTranslations("namespaces");
  const [{ search, sort, page }, setParams] = useQueryStates(namespaceParams);
  const question = { clusterId: cluster.id, search, sort, page };
  const isAsked = JSON.stringify(question) === JSON.stringify(asked);
  const query = useQuery({
    ...namespacesOptions(question, isAsked ? initial : undefined),
    placeholderData: keepPreviousData,
  });
  const { data, isFetching, refetch } = query;
  const [task, setTask] = useState<NamespaceTask>();
  const close = () => setTask(undefined);
  const changed = () => {
    close();
    void refetch();
  };

  const columns = useMemo(
    () =>
      column.columns([
        column.accessor("name", {
          header: t("columnName"),
          cell: ({ row: { original: row } }) => <NamespaceName row={row} />,
          meta: { sortable: true },
        }),
        column.display({
          id: "owner",
          header: t("columnOwner"),
          cell: ({ row: { original: row } }) => {
            if (row.isSystem) return null;
            return row.owner ? (
              <code className="font-mono text-sm">{row.owner.slug}</code>
            ) : (
              <Muted>{t("ownerAdmins")}</Muted>
            );
          },
          meta: { sortable: true, wideOnly: true },
        }),
        column.display({
          id: "grants",
          header: t("columnGrants"),
          cell: ({ row: { original: row } }) =>
            row.grants.length > 0 ? (
              <ul className="flex flex-wrap gap-1 py-1">
                {row.grants.map((grant) => (
                  <li key={grant.projectId}>
                    <GrantChip grant={grant} />
                  </li>
                ))}
              </ul>
            ) : (
              !row.isSystem && <Muted>{t("grantedToNobody")}</Muted>
            ),
        }),
        column.display({
          id: "quota",
          header: t("columnQuota"),
          cell: ({ row: { original: row } }) => <Quota row={row} />,
          meta: { wideOnly: true },
        }),
        ...(mayChange
          ? [
              column.display({
                id: "actions",
                header: () => <span className="sr-only">{t("columnActions")}</span>,
                cell: ({ row: { original: row } }) => <NamespaceActions row={row} onTask={setTask} />,
                meta: { className: "w-px text-right" },
              }),
            ]
          : []),
      ]),
    [t, mayChange],
  );

  return (
    <>
      <search className="mb-3 flex flex-wrap gap-2">
        <ClusterSelect
          label={t("cluster")}
          clusters={clusters}
          value={cluster.id}
          onValueChange={(id) => {
            const name = clusters.find((each) => each.id === id)?.name ?? null;
            void setParams({ cluster: name, page: null }, { shallow: false, history: "push" });
          }}
        />
        <ListSearch label={t("search")} />
      </search>
      {data?.problem && (
        <div role="status" className="mb-3 flex items-start gap-3 rounded-md bg-warn-soft px-3 py-2">
          <div className="min-w-0 flex-1">
            <p className="font-medium text-warn">{data.problem}</p>
            <p>{t("problemText")}</p>
          </div>
          <Button size="sm" pending={isFetching} onClick={() => void refetch()}>
            <RotateCw aria-hidden />
            {t("askAgain")}
          </Button>
        </div>
      )}
      <Listed query={query}>
        {(data) => (
          <DataTable
            label={t("title")}
            columns={columns}
            rows={data.rows}
            rowId={(row) => row.name}
            total={data.total}
            empty={
              search ? (
                <EmptyState
                  title={t("noMatch", { search })}
                  action={<Button onClick={() => void setParams({ search: null })}>{t("clearSearch")}</Button>}
                />
              ) : (
                <EmptyState icon={<Boxes />} title={t("emptyTitle")} text={t("emptyText", { cluster: cluster.name })} />
              )
            }
          />
        )}
      </Listed>
      {task?.kind === "grant" && (
        <GrantDialog cluster={cluster} row={task.row} projects={projects} onClose={close} onDone={changed} />
      )}
      {task?.kind === "owner" && (
        <OwnerDialog cluster={cluster} row={task.row} projects={projects} onClose={close} onDone={changed} />
      )}
      {task?.kind === "revoke" && (
        <RevokeDialog cluster={cluster} row={task.row} grant={task.grant} onClose={close} onDone={changed} />
      )}
    </>
  );
}

const Muted = ({ children }: { children: React.ReactNode }) => <span className="text-muted">{children}</span>;

function NamespaceName({ row }: { row: NamespaceView }) {
  const t = useTranslations("namespaces");
  return (
    <span className="flex items-center gap-2">
      <Mono>{row.name}</Mono>
      {row.isSystem && <Badge>{t("system")}</Badge>}
      {row.state === "gone" && <Badge tone="bad">{t("gone")}</Badge>}
      {row.state === "ending" && <Badge tone="warn">{t("ending")}</Badge>}
    </span>
  );
}

function Quota({ row }: { row: NamespaceView }) {
  const t = useTranslations("namespaces");
  if (row.state === "gone" || row.isSystem) return null;
  if (!row.quota) return <Muted>{t("quotaUnknown")}</Muted>;
  return row.quota.length > 0 ? (
    <QuotaBars quota={row.quota} inLine className="py-1" />
  ) : (
    <Muted>{t("quotaNone")}</Muted>
  );
}
