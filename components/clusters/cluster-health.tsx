"use client";
import { useTranslations } from "next-intl";
import { RelativeTime } from "#components/shared/relative-time.tsx";
import { StatusMark, type Tone } from "#components/shared/status-mark.tsx";
import type { ClusterRowView } from "#lib/clusters/cluster-client.ts";

const tones: Record<ClusterRowView["health"], Tone> = {
  answers: "good",
  trouble: "bad",
  stale: "warn",
  new: "none",
  retired: "none",
};

/** How a cluster does, in a word; of one that is not heard of, since when. */
export function ClusterHealth({ cluster }: { cluster: Pick<ClusterRowView, "health" | "lastSeenAt"> }) {
  const t = useTranslations("clusters");
  const { health, lastSeenAt } = cluster;
  const isOld = (health === "stale" || health === "trouble") && lastSeenAt;
  return (
    <span className="inline-flex flex-wrap items-center gap-x-2">
      <StatusMark tone={tones[health]}>{t(`health.${health}`)}</StatusMark>
      {isOld && (
        <span className="whitespace-nowrap text-muted">
          {t("staleSince")} <RelativeTime at={lastSeenAt} />
        </span>
      )}
    </span>
  );
}
