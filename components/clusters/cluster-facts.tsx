"use client";
import { useTranslations } from "next-intl";
import { Fact, Facts } from "#components/shared/facts.tsx";
import { RelativeTime } from "#components/shared/relative-time.tsx";
import { ResidencyChip } from "#components/shared/residency-chip.tsx";
import { Mono } from "#components/ui/mono.tsx";
import type { ClusterView } from "#lib/clusters/cluster-client.ts";
import { ClusterHealth } from "./cluster-health.tsx";
import { useTypeName } from "./use-type-name.ts";

/** How a cluster does and how it is reached. */
export function ClusterFacts({ cluster }: { cluster: ClusterView }) {
  const t = useTranslations("clusters");
  const typeName = useTypeName();
  const { health, problem, lastSeenAt, retiredAt } = cluster;
  return (
    <Facts>
      <Fact name={t("page.health")}>
        <span aria-live="polite">
          <ClusterHealth cluster={cluster} />
          {health === "stale" && <span className="block text-muted">{t("staleText")}</span>}
          {health === "new" && <span className="block text-muted">{t("newText")}</span>}
          {health === "retired" && <span className="block text-muted">{t("retiredHistory")}</span>}
        </span>
      </Fact>
      {problem && <Fact name={t("page.problem")}>{problem}</Fact>}
      <Fact name={t("page.seen")}>{lastSeenAt ? <RelativeTime at={lastSeenAt} /> : t("never")}</Fact>
      {cluster.serverVersion && (
        <Fact name={t("page.version")}>
          <Mono>{cluster.serverVersion}</Mono>
        </Fact>
      )}
      <Fact name={t("page.kind")}>{typeName(cluster.type)}</Fact>
      {cluster.server && (
        <Fact name={t("page.server")}>
          <Mono>{cluster.server}</Mono>
        </Fact>
      )}
      {cluster.eksClusterName && (
        <Fact name={t("page.eksClusterName")}>
          <Mono>{cluster.eksClusterName}</Mono>
        </Fact>
      )}
      <Fact name={t("page.account")}>{cluster.account}</Fact>
      <Fact name={t("page.region")}>
        <Mono copy={false}>{cluster.region}</Mono>
      </Fact>
      <Fact name={t("page.residency")}>
        <ResidencyChip residency={cluster.residency} />
      </Fact>
      <Fact name={t("page.uid")}>
        <Mono>{cluster.uid}</Mono>
      </Fact>
      <Fact name={t("page.registeredAt")}>
        <RelativeTime at={cluster.createdAt} />
      </Fact>
      {retiredAt && (
        <Fact name={t("page.retiredAt")}>
          <RelativeTime at={retiredAt} />
        </Fact>
      )}
    </Facts>
  );
}
