"use client";
import { keepPreviousData, useQuery, useQueryClient } from "@tanstack/react-query";
import { KeyRound } from "lucide-react";
import type { Route } from "next";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { useQueryStates } from "nuqs";
import { useMemo, useState } from "react";
import type { ProjectChoice } from "#components/namespaces/namespace-list.tsx";
import { DataTable } from "#components/shared/data-table.tsx";
import { Listed } from "#components/shared/listed.tsx";
import { ResidencyChip } from "#components/shared/residency-chip.tsx";
import { columnsOf } from "#components/shared/table-columns.ts";
import { Button } from "#components/ui/button.tsx";
import { CopyButton } from "#components/ui/copy-button.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import type { ClusterChoiceView } from "#lib/clusters/namespace-client.ts";
import {
  type ServiceAccountPageView,
  type ServiceAccountQuestion,
  type ServiceAccountView,
  type StateView,
  serviceAccountsOptions,
  statesOptions,
} from "#lib/clusters/service-account-client.ts";
import { ApplySheet } from "./apply-sheet.tsx";
import { IdentityDialog } from "./identity-dialog.tsx";
import { RowActions } from "./row-actions.tsx";
import { ServiceAccountFilters } from "./service-account-filters.tsx";
import { serviceAccountParams } from "./service-account-params.ts";
import { StateMark } from "./state-mark.tsx";

type Props = {
  clusters: ClusterChoiceView[];
  projects: ProjectChoice[];
  mayChange: boolean;
  initial: ServiceAccountPageView;
  /** What the initial rows were asked with. */
  asked: ServiceAccountQuestion;
};
export type ServiceAccountTask = { kind: "apply" | "identity"; row: ServiceAccountView };

const column = columnsOf<ServiceAccountView>();

/** The service accounts of all projects: what each is outside of Kubernetes, and whether its cluster says the same. */
export function ServiceAccountList({ clusters, projects, mayChange, initial, asked }: Props) {
  const t = useTranslations("serviceAccounts");
  const [{ cluster, project, ...list }, setParams] = useQueryStates(serviceAccountParams);
  const question: ServiceAccountQuestion = {
    search: list.search,
    sort: list.sort,
    page: list.page,
    drift: list.drift,
    clusterId: clusters.find(({ name }) => name === cluster)?.id ?? null,
    projectId: projects.find(({ slug }) => slug === project)?.id ?? null,
  };
  const isAsked = sameQuestion(question, asked);
  const query = useQuery({
    ...serviceAccountsOptions(question, isAsked ? initial : undefined),
    placeholderData: keepPreviousData,
  });
  const ids = useMemo(() => query.data?.rows.map(({ id }) => id) ?? [], [query.data]);
  const states = useQuery({ ...statesOptions(ids), placeholderData: keepPreviousData });
  const byId = useMemo(() => new Map(states.data?.map((state) => [state.id, state])), [states.data]);
  const [task, setTask] = useState<ServiceAccountTask>();
  const client = useQueryClient();
  const changed = () => {
    setTask(undefined);
    void client.invalidateQueries({ queryKey: ["admin", "service-accounts"] });
  };
  const columns = useColumns(byId, mayChange, setTask);
  const isFiltered = list.search !== "" || list.drift || cluster !== null || project !== null;

  return (
    <>
      <ServiceAccountFilters clusters={clusters} projects={projects} />
      <Listed query={query}>
        {(data) => (
          <DataTable
            label={t("title")}
            columns={columns}
            rows={data.rows}
            rowId={(row) => row.id}
            rowHref={hrefOf}
            total={data.total}
            empty={
              isFiltered ? (
                <EmptyState
                  title={list.drift ? t("noDrift") : t("noMatch")}
                  action={
                    <Button
                      onClick={() =>
                        void setParams({ search: null, cluster: null, project: null, drift: null, page: null })
                      }
                    >
                      {t("clearFilters")}
                    </Button>
                  }
                />
              ) : (
                <EmptyState icon={<KeyRound />} title={t("emptyTitle")} text={t("emptyText")} />
              )
            }
          />
        )}
      </Listed>
      {task?.kind === "apply" && (
        <ApplySheet row={task.row} mayChange={mayChange} onClose={() => setTask(undefined)} onDone={changed} />
      )}
      {task?.kind === "identity" && (
        <IdentityDialog row={task.row} onClose={() => setTask(undefined)} onDone={changed} />
      )}
    </>
  );
}

const hrefOf = (row: { id: string }) => `/admin/service-accounts/${row.id}` as Route;
const parts = ({ search, sort, page, drift, clusterId, projectId }: ServiceAccountQuestion) =>
  JSON.stringify([search, sort, page, drift, clusterId, projectId]);
const sameQuestion = (a: ServiceAccountQuestion, b: ServiceAccountQuestion) => parts(a) === parts(b);

function useColumns(states: Map<string, StateView>, mayChange: boolean, onTask: (task: ServiceAccountTask) => void) {
  const t = useTranslations("serviceAccounts");
  return useMemo(
    () =>
      column.columns([
        column.accessor("name", {
          header: t("columnName"),
          cell: ({ row: { original: row } }) => (
            <>
              <span className="group/mono inline-flex items-center">
                <Link href={hrefOf(row)} className="font-medium font-mono text-sm hover:text-accent hover:underline">
                  {row.name}
                </Link>
                <CopyButton text={row.name} />
              </span>
              <span className="block text-muted text-sm md:hidden">{row.cluster.name}</span>
            </>
          ),
          meta: { sortable: true },
        }),
        column.display({
          id: "cluster",
          header: t("columnCluster"),
          cell: ({ row: { original: row } }) => (
            <span className="flex items-center gap-2 whitespace-nowrap">
              {row.cluster.name} <ResidencyChip residency={row.cluster.residency} />
            </span>
          ),
          meta: { sortable: true, wideOnly: true },
        }),
        column.accessor("namespace", {
          header: t("columnNamespace"),
          cell: ({ row: { original: row } }) => (
            <Link
              href={`/admin/namespaces?cluster=${row.cluster.name}&search=${row.namespace}` as Route}
              className="font-mono text-sm hover:text-accent hover:underline"
            >
              {row.namespace}
            </Link>
          ),
          meta: { sortable: true, wideOnly: true },
        }),
        column.display({
          id: "project",
          header: t("columnProject"),
          cell: ({ row: { original: row } }) => <code className="font-mono text-sm">{row.project.slug}</code>,
          meta: { sortable: true, wideOnly: true },
        }),
        column.display({
          id: "identity",
          header: t("columnIdentity"),
          cell: ({ row: { original: row } }) => <Identity row={row} />,
          meta: { wideOnly: true, className: "max-w-72" },
        }),
        column.display({
          id: "observed",
          header: t("columnState"),
          cell: ({ row: { original: row } }) => <StateMark row={row} state={states.get(row.id)} />,
          meta: { sortable: true },
        }),
        column.display({
          id: "actions",
          header: () => <span className="sr-only">{t("columnActions")}</span>,
          cell: ({ row: { original: row } }) => (
            <RowActions row={row} state={states.get(row.id)} mayChange={mayChange} onTask={onTask} />
          ),
          meta: { className: "w-px text-right" },
        }),
      ]),
    [t, states, mayChange, onTask],
  );
}

/** The part of a role's ARN that people know it by; the whole of it is copied. */
const roleName = (arn: string) => arn.slice(arn.lastIndexOf("/") + 1);

function Identity({ row }: { row: ServiceAccountView }) {
  const t = useTranslations("serviceAccounts");
  const name = row.roleArn ? roleName(row.roleArn) : row.accessKeySecret;
  if (!name) return null;
  return (
    <span className="group/mono inline-flex min-w-0 max-w-full items-center gap-1.5">
      <span className="text-muted text-sm">
        {t(row.roleBy === "pod-identity" ? "roleByAssociation" : row.roleArn ? "role" : "secret")}
      </span>
      <code className="min-w-0 truncate font-mono text-sm" title={row.roleArn ?? name}>
        {name}
      </code>
      <CopyButton text={row.roleArn ?? name} />
    </span>
  );
}
