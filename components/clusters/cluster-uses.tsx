"use client";
import { useQuery } from "@tanstack/react-query";
import type { Route } from "next";
import Link from "next/link";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { jobHref, runHref, shortId } from "#components/runs/run-href.ts";
import { Trouble } from "#components/runs/trouble.tsx";
import { Fact, Facts } from "#components/shared/facts.tsx";
import { RunStatus } from "#components/shared/run-status.tsx";
import { Mono } from "#components/ui/mono.tsx";
import { SkeletonRows } from "#components/ui/skeleton-rows.tsx";
import { clusterUsesOptions } from "#lib/clusters/cluster-client.ts";
import { ReadError } from "#lib/platform/read.ts";

/** What still leads to a cluster: runs, grants, service accounts, jobs and its log archive. */
export function ClusterUses({ clusterId }: { clusterId: string }) {
  const t = useTranslations("clusters");
  const { data: uses, error, refetch } = useQuery(clusterUsesOptions(clusterId));
  if (error instanceof ReadError && !uses) return <Trouble error={error.failure} onRetry={() => void refetch()} />;
  if (!uses) return <SkeletonRows rows={5} label={t("page.uses")} />;
  return (
    <Facts>
      <Fact name={t("page.activeRuns")}>
        <Uses count={uses.activeRunCount}>
          {uses.activeRuns.map(({ id, project, job, state }) => (
            <li key={id} className="inline-flex items-center gap-2">
              <RunStatus state={state} />
              <Use href={runHref(project, id)}>{`${project} / ${job} · ${shortId(id)}`}</Use>
            </li>
          ))}
        </Uses>
      </Fact>
      <Fact name={t("page.grants")}>
        <Uses count={uses.namespaceCount}>
          {uses.namespaces.map(({ namespace, project }) => (
            <li key={`${namespace} ${project}`}>
              <code className="font-mono text-sm">{namespace}</code> <span className="text-muted">{project}</span>
            </li>
          ))}
        </Uses>
      </Fact>
      <Fact name={t("page.serviceAccounts")}>
        <Uses count={uses.serviceAccountCount}>
          {uses.serviceAccounts.map(({ id, namespace, name }) => (
            <li key={id}>
              <code className="font-mono text-sm">
                {namespace}/{name}
              </code>
            </li>
          ))}
        </Uses>
      </Fact>
      <Fact name={t("page.jobs")}>
        <Uses count={uses.jobCount}>
          {uses.jobs.map(({ id, project, name }) => (
            <li key={id}>
              <Use href={jobHref(project, id)}>{`${project} / ${name}`}</Use>
            </li>
          ))}
        </Uses>
      </Fact>
      {uses.logBucket && (
        <Fact name={t("page.logBucket")}>
          <span className="inline-flex flex-wrap items-center gap-2">
            <Mono>{uses.logBucket.name}</Mono> <span className="text-muted">{uses.logBucket.account}</span>
          </span>
        </Fact>
      )}
      <Fact name={t("page.runs")}>
        {uses.runCount}
        {uses.unkeptLogCount > 0 && <span className="block">{t("page.notKept", { count: uses.unkeptLogCount })}</span>}
      </Fact>
    </Facts>
  );
}

/** The first of all that there are, and how many are left out. */
function Uses({ count, children }: { count: number; children: ReactNode[] }) {
  const t = useTranslations("clusters");
  if (children.length === 0) return <span className="text-muted">{t("page.none")}</span>;
  return (
    <ul className="flex flex-wrap gap-x-4 gap-y-1">
      {children}
      {count > children.length && (
        <li className="text-muted">{t("report.more", { count: count - children.length })}</li>
      )}
    </ul>
  );
}

const Use = ({ href, children }: { href: Route; children: string }) => (
  <Link href={href} className="hover:text-accent hover:underline">
    {children}
  </Link>
);
