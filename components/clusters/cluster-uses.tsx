"use client";
import { useQuery } from "@tanstack/react-query";
import type { Route } from "next";
import Link from "next/link";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { jobHref, runHref, shortId } from "#components/runs/run-href.ts";
import { Trouble } from "#components/runs/trouble.tsx";
import { RunStatus } from "#components/shared/run-status.tsx";
import { Mono } from "#components/ui/mono.tsx";
import { SkeletonRows } from "#components/ui/skeleton-rows.tsx";
import { clusterUsesOptions } from "#lib/clusters/cluster-client.ts";
import { ReadError } from "#lib/platform/read.ts";
import { Facts } from "./facts.tsx";

/** What still leads to a cluster: runs, grants, service accounts, jobs and its log archive. */
export function ClusterUses({ clusterId }: { clusterId: string }) {
  const t = useTranslations("clusters");
  const { data: uses, error, refetch } = useQuery(clusterUsesOptions(clusterId));
  if (error instanceof ReadError && !uses) return <Trouble error={error.failure} onRetry={() => void refetch()} />;
  if (!uses) return <SkeletonRows rows={5} label={t("page.uses")} />;
  const list = (items: { key: string; content: ReactNode }[], count: number) =>
    items.length === 0 ? (
      <span className="text-muted">{t("page.none")}</span>
    ) : (
      <ul className="flex flex-wrap gap-x-4 gap-y-1">
        {items.map(({ key, content }) => (
          <li key={key}>{content}</li>
        ))}
        {count > items.length && <li className="text-muted">{t("report.more", { count: count - items.length })}</li>}
      </ul>
    );
  const link = (href: Route, text: string) => (
    <Link href={href} className="hover:text-accent hover:underline">
      {text}
    </Link>
  );
  return (
    <Facts
      facts={[
        [
          t("page.activeRuns"),
          list(
            uses.activeRuns.map(({ id, project, job, state }) => ({
              key: id,
              content: (
                <span className="inline-flex items-center gap-2">
                  <RunStatus state={state} />
                  {link(runHref(project, id), `${project} / ${job} · ${shortId(id)}`)}
                </span>
              ),
            })),
            uses.activeRunCount,
          ),
        ],
        [
          t("page.grants"),
          list(
            uses.namespaces.map(({ namespace, project }) => ({
              key: `${namespace} ${project}`,
              content: (
                <span>
                  <code className="font-mono text-sm">{namespace}</code> <span className="text-muted">{project}</span>
                </span>
              ),
            })),
            uses.namespaceCount,
          ),
        ],
        [
          t("page.serviceAccounts"),
          list(
            uses.serviceAccounts.map(({ id, namespace, name }) => ({
              key: id,
              content: (
                <code className="font-mono text-sm">
                  {namespace}/{name}
                </code>
              ),
            })),
            uses.serviceAccountCount,
          ),
        ],
        [
          t("page.jobs"),
          list(
            uses.jobs.map(({ id, project, name }) => ({
              key: id,
              content: link(jobHref(project, id), `${project} / ${name}`),
            })),
            uses.jobCount,
          ),
        ],
        [
          t("page.logBucket"),
          uses.logBucket && (
            <span key="bucket" className="inline-flex flex-wrap items-center gap-2">
              <Mono>{uses.logBucket.name}</Mono> <span className="text-muted">{uses.logBucket.account}</span>
            </span>
          ),
        ],
        [t("page.runs"), <span key="runs">{uses.runCount}</span>],
        ["", uses.unkeptLogCount > 0 && <span key="logs">{t("page.notKept", { count: uses.unkeptLogCount })}</span>],
      ]}
    />
  );
}
