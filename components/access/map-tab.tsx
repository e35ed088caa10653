"use client";
import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { Trouble } from "#components/runs/trouble.tsx";
import { projectUsesOptions, type UsesView } from "#lib/access/project-access-client.ts";
import { ReadError } from "#lib/platform/read.ts";
import { AccessMap } from "./access-map.tsx";
import { TabLoading } from "./tab-loading.tsx";
import { NothingGranted } from "./uses-tab.tsx";

/** The map of what the project may use, kept current while it is open. */
export function MapTab({ project, initial }: { project: string; initial: UsesView | undefined }) {
  const t = useTranslations("access");
  const { data, error, refetch } = useQuery(projectUsesOptions(project, initial));
  if (!data)
    return error instanceof ReadError ? (
      <Trouble error={error.failure} onRetry={() => void refetch()} />
    ) : (
      <TabLoading />
    );
  if (data.clusters.length === 0) return <NothingGranted />;
  return (
    <>
      <p className="mb-4 text-muted">{t("mapText")}</p>
      <AccessMap project={project} clusters={data.clusters} />
    </>
  );
}
