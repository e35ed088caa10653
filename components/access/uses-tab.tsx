"use client";
import { useQuery } from "@tanstack/react-query";
import { Boxes } from "lucide-react";
import { useTranslations } from "next-intl";
import { Trouble } from "#components/runs/trouble.tsx";
import { ResidencyChip } from "#components/shared/residency-chip.tsx";
import { Section } from "#components/shared/section.tsx";
import { Badge } from "#components/ui/badge.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { projectUsesOptions, type UsedClusterView, type UsesView } from "#lib/access/project-access-client.ts";
import { ReadError } from "#lib/platform/read.ts";
import { TabLoading } from "./tab-loading.tsx";
import { UsedNamespace } from "./used-namespace.tsx";

type Props = { project: string; initial: UsesView | undefined };

/** Everything that the project may use, everywhere, on one page. */
export function UsesTab({ project, initial }: Props) {
  const { data, error, refetch } = useQuery(projectUsesOptions(project, initial));
  if (!data)
    return error instanceof ReadError ? (
      <Trouble error={error.failure} onRetry={() => void refetch()} />
    ) : (
      <TabLoading />
    );
  if (data.clusters.length === 0) return <NothingGranted />;
  return data.clusters.map((cluster) => (
    <UsedCluster key={cluster.id} cluster={cluster} askFor={data.mayAsk ? project : undefined} />
  ));
}

export function NothingGranted() {
  const t = useTranslations("access");
  return <EmptyState icon={<Boxes />} title={t("nothingTitle")} text={t("nothingText")} />;
}

function UsedCluster({ cluster, askFor }: { cluster: UsedClusterView; askFor: string | undefined }) {
  const t = useTranslations("placement");
  const { type } = cluster;
  return (
    <Section
      title={<span className="font-mono">{cluster.name}</span>}
      hint={
        <span className="flex flex-wrap items-center gap-2">
          <Badge>{t.has(`type.${type as "eks"}`) ? t(`type.${type as "eks"}`) : type}</Badge>
          <ResidencyChip residency={cluster.residency} />
          <span className="font-mono">{cluster.region}</span>
        </span>
      }
    >
      <div className="grid grid-cols-[minmax(0,1fr)] gap-4">
        {cluster.namespaces.map((namespace) => (
          <UsedNamespace key={namespace.id} cluster={cluster} namespace={namespace} askFor={askFor} />
        ))}
      </div>
    </Section>
  );
}
