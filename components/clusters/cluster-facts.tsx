"use client";
import { useTranslations } from "next-intl";
import { RelativeTime } from "#components/shared/relative-time.tsx";
import { ResidencyChip } from "#components/shared/residency-chip.tsx";
import { Mono } from "#components/ui/mono.tsx";
import type { ClusterView } from "#lib/clusters/cluster-client.ts";
import { ClusterHealth } from "./cluster-health.tsx";
import { Facts } from "./facts.tsx";
import { useTypeName } from "./use-type-name.ts";

/** How a cluster does and how it is reached. */
export function ClusterFacts({ cluster }: { cluster: ClusterView }) {
  const t = useTranslations("clusters");
  const typeName = useTypeName();
  const { health, problem, lastSeenAt, retiredAt } = cluster;
  return (
    <Facts
      facts={[
        [
          t("page.health"),
          <span key="health" aria-live="polite">
            <ClusterHealth cluster={cluster} />
            {health === "stale" && <span className="block text-muted">{t("staleText")}</span>}
            {health === "new" && <span className="block text-muted">{t("newText")}</span>}
            {health === "retired" && <span className="block text-muted">{t("retiredHistory")}</span>}
          </span>,
        ],
        [t("page.problem"), problem],
        [t("page.seen"), lastSeenAt ? <RelativeTime key="seen" at={lastSeenAt} /> : t("never")],
        [t("page.version"), cluster.serverVersion && <Mono key="version">{cluster.serverVersion}</Mono>],
        [t("page.kind"), typeName(cluster.type)],
        [t("page.server"), cluster.server && <Mono key="server">{cluster.server}</Mono>],
        [t("page.eksClusterName"), cluster.eksClusterName && <Mono key="eks">{cluster.eksClusterName}</Mono>],
        [t("page.account"), cluster.account],
        [
          t("page.region"),
          <Mono key="region" copy={false}>
            {cluster.region}
          </Mono>,
        ],
        [t("page.residency"), <ResidencyChip key="residency" residency={cluster.residency} />],
        [t("page.uid"), <Mono key="uid">{cluster.uid}</Mono>],
        [t("page.registeredAt"), <RelativeTime key="registered" at={cluster.createdAt} />],
        [t("page.retiredAt"), retiredAt && <RelativeTime key="retired" at={retiredAt} />],
      ]}
    />
  );
}
