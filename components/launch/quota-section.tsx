"use client";
import { keepPreviousData, queryOptions, useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { resourcesOf, type SizeText } from "#components/jobs/size-text.ts";
import { QuotaBars } from "#components/namespaces/quota-bars.tsx";
import { askedOf, demandOf } from "#lib/clusters/quota.ts";
import { read } from "#lib/platform/read.ts";
import type { NamespaceQuota } from "#lib/runs/namespace-quota.ts";

const quotaOptions = (project: string, clusterId: string | null, namespaceId: string | null) =>
  queryOptions({
    queryKey: ["placement", project, "quota", clusterId, namespaceId],
    queryFn: ({ signal }) => read<NamespaceQuota>("namespace.quota", { project, clusterId, namespaceId }, signal),
    enabled: clusterId !== null && namespaceId !== null,
    refetchInterval: 15_000,
    retry: false,
  });

type Props = {
  project: string;
  clusterId: string | null;
  namespaceId: string | null;
  namespace: string;
  size: SizeText;
};

/** How much of the namespace's quota is used, and would be with this launch. */
export function QuotaSection({ project, clusterId, namespaceId, namespace, size }: Props) {
  const t = useTranslations("namespaces");
  const { data } = useQuery({ ...quotaOptions(project, clusterId, namespaceId), placeholderData: keepPreviousData });
  const { resources } = resourcesOf(size);
  const asked = data && resources ? askedOf(demandOf(resources, data.init)) : undefined;
  return (
    <div className="mt-4 min-h-20">
      {data?.quota && (
        <section aria-label={t("quotaOf", { namespace })}>
          <p className="mb-1 text-muted text-sm">
            {t.rich("quotaOfRich", { namespace, code: (name) => <code className="font-mono">{name}</code> })}
          </p>
          {data.quota.length > 0 ? (
            <QuotaBars quota={data.quota} askedOf={(line) => asked?.[line.resource] ?? 0} />
          ) : (
            <p className="text-muted">{t("quotaNone")}</p>
          )}
        </section>
      )}
    </div>
  );
}
