"use client";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { RotateCw } from "lucide-react";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { Trouble } from "#components/runs/trouble.tsx";
import { Page } from "#components/shared/page.tsx";
import { ResidencyChip } from "#components/shared/residency-chip.tsx";
import { Section } from "#components/shared/section.tsx";
import { Badge } from "#components/ui/badge.tsx";
import { Button } from "#components/ui/button.tsx";
import { SkeletonRows } from "#components/ui/skeleton-rows.tsx";
import { type ClusterView, clusterKeys, clusterOptions, clusterReportOptions } from "#lib/clusters/cluster-client.ts";
import { ReadError } from "#lib/platform/read.ts";
import { ChangeConnection } from "./change-connection.tsx";
import { ClusterFacts } from "./cluster-facts.tsx";
import { clustersHref, namespacesHref } from "./cluster-href.ts";
import { ClusterReport } from "./cluster-report.tsx";
import { ClusterUses } from "./cluster-uses.tsx";
import { ConnectionFailure } from "./connection-failure.tsx";
import { RetireDialog } from "./retire-dialog.tsx";
import { RotateDialog } from "./rotate-dialog.tsx";
import { useTypeName } from "./use-type-name.ts";

/** One cluster: its health, what it says of itself now, what uses it, and what an admin can do about it. */
export function ClusterPage({ initial }: { initial: ClusterView }) {
  const t = useTranslations("clusters");
  const typeName = useTypeName();
  const client = useQueryClient();
  const { data: cluster = initial, error } = useQuery(clusterOptions(initial.name, initial));
  const changed = () => void client.invalidateQueries({ queryKey: clusterKeys.all });
  const { id, name } = cluster;
  const isRetired = cluster.retiredAt !== null;
  return (
    <Page
      title={name}
      mono
      breadcrumb={[{ label: t("title"), href: clustersHref }]}
      badge={
        <span className="flex items-center gap-2">
          <Badge>{typeName(cluster.type)}</Badge>
          <ResidencyChip residency={cluster.residency} />
        </span>
      }
      actions={
        cluster.mayChange &&
        !isRetired && (
          <>
            <ChangeConnection cluster={cluster} onDone={changed} />
            <RotateDialog cluster={cluster} onDone={changed} />
            <RetireDialog cluster={cluster} onDone={changed} />
          </>
        )
      }
    >
      {error instanceof ReadError && <Trouble error={error.failure} />}
      <Section title={t("page.connection")}>
        <ClusterFacts cluster={cluster} />
      </Section>
      {!isRetired && <Found clusterId={id} name={name} />}
      <Section title={t("page.uses")}>
        <ClusterUses clusterId={id} />
      </Section>
    </Page>
  );
}

function Found({ clusterId, name }: { clusterId: string; name: string }) {
  const t = useTranslations("clusters");
  const { data, error, isFetching, refetch } = useQuery(clusterReportOptions(clusterId));
  return (
    <Section
      title={t("page.found")}
      hint={t("page.foundHint")}
      actions={
        <>
          <Link href={namespacesHref(name)} className="self-center text-accent text-sm hover:underline">
            {t("page.toNamespaces")}
          </Link>
          <Button size="sm" pending={isFetching} onClick={() => void refetch()}>
            <RotateCw aria-hidden />
            {t("report.checkAgain")}
          </Button>
        </>
      }
    >
      {data && <ClusterReport report={data} />}
      {!data && error instanceof ReadError && <ConnectionFailure failure={error.failure} />}
      {data === undefined && !error && <SkeletonRows rows={8} label={t("report.checking")} />}
    </Section>
  );
}
