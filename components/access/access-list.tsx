"use client";
import { useFormatter, useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { ResidencyChip } from "#components/shared/residency-chip.tsx";
import { cn } from "#components/ui/cn.ts";
import type { UsedClusterView, UsedNamespaceView } from "#lib/access/project-access-client.ts";

type Props = { project: string; clusters: readonly UsedClusterView[] };

const branch = "ml-2 border-line border-l pl-3";

/** The map as a list: the same names and the same ways, in words. */
export function AccessList({ project, clusters }: Props) {
  const t = useTranslations("access");
  return (
    <ul aria-label={t("mapOf", { project })}>
      <li>
        <Line kind={t("kind.project")} name={project} />
        <ul className={branch}>
          {clusters.flatMap((cluster) =>
            cluster.namespaces.map((namespace) => (
              <Branch key={namespace.id} cluster={cluster} namespace={namespace} />
            )),
          )}
        </ul>
      </li>
    </ul>
  );
}

function Branch({ cluster, namespace }: { cluster: UsedClusterView; namespace: UsedNamespaceView }) {
  const t = useTranslations("access");
  const format = useFormatter();
  const untilOf = ({ until, hasEnded }: { until: string | null; hasEnded: boolean }) => {
    if (hasEnded) return [t("ended")];
    return until ? [t("untilDate", { date: format.dateTime(new Date(until), { dateStyle: "medium" }) })] : [];
  };
  const account = namespace.serviceAccount;
  return (
    <li className="pt-2">
      <Line
        kind={t("kind.namespace")}
        name={namespace.name}
        isClosed={namespace.hasEnded}
        facts={[cluster.name, ...untilOf(namespace)]}
        chip={<ResidencyChip residency={cluster.residency} />}
      />
      <ul className={branch}>
        <li className="pt-1">
          {account ? (
            <Line kind={t("kind.service-account")} name={account.name} isClosed={namespace.hasEnded} />
          ) : (
            <span className="text-muted">{t("noServiceAccount")}</span>
          )}
          {account && namespace.resources.length > 0 && (
            <ul className={branch}>
              {namespace.resources.map((resource) => (
                <li key={resource.bindingId} className="pt-1">
                  <Line
                    kind={t(`kind.${resource.kind}`)}
                    name={resource.name}
                    isClosed={namespace.hasEnded || resource.hasEnded || resource.mayNotCross}
                    facts={[
                      t(`may.${resource.access}`),
                      ...(resource.prefix ? [`${t("below")} ${resource.prefix}`] : []),
                      ...(resource.mayNotCross ? [t("mayNotCross")] : []),
                      ...untilOf(resource),
                    ]}
                    chip={<ResidencyChip residency={resource.residency} />}
                  />
                </li>
              ))}
            </ul>
          )}
        </li>
      </ul>
    </li>
  );
}

type LineProps = { kind: string; name: string; facts?: readonly string[]; chip?: ReactNode; isClosed?: boolean };

function Line({ kind, name, facts = [], chip, isClosed = false }: LineProps) {
  return (
    <span className={cn("flex flex-wrap items-center gap-x-2", isClosed && "text-muted")}>
      <span className="text-muted text-sm">{kind}</span>
      <code className="min-w-0 break-all font-mono text-sm">{name}</code>
      {chip}
      {facts.length > 0 && <span className="text-muted text-sm">{facts.join(" · ")}</span>}
    </span>
  );
}
