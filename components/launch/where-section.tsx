"use client";
import { ArrowRight } from "lucide-react";
import { useFormatter, useTranslations } from "next-intl";
import { useSentence } from "#components/runs/use-sentence.ts";
import { CascadeSelect } from "#components/shared/cascade-select.tsx";
import { ResidencyChip } from "#components/shared/residency-chip.tsx";
import { Section } from "#components/shared/section.tsx";
import { Badge } from "#components/ui/badge.tsx";
import type { ObstacleView, PlacementView } from "#lib/access/client.ts";
import type { LaunchForm } from "./launch-form.ts";
import { lastPart } from "./launch-form.ts";

type Props = {
  form: LaunchForm;
  placement: PlacementView;
  onMove: (clusterId: string, namespaceId?: string) => void;
  errorAt: (path: string) => string | undefined;
};

/** Cluster, namespace, and the service account that follows from them. */
export function WhereSection({ form, placement, onMove, errorAt }: Props) {
  const t = useTranslations("placement");
  const format = useFormatter();
  const sentence = useSentence();
  const reason = (obstacle: ObstacleView | null) =>
    obstacle ? { disabledReason: sentence("preflight", obstacle.code, obstacle.params) } : {};
  const cluster = placement.clusters.find(({ id }) => id === form.clusterId);

  return (
    <Section title={t("where")}>
      <div className="grid gap-4 sm:grid-cols-2">
        <CascadeSelect
          label={t("cluster")}
          options={placement.clusters.map(({ id, name, type, region, residency, obstacle }) => ({
            value: id,
            label: name,
            detail: region,
            chips: (
              <>
                <Badge>{t.has(`type.${type as "eks"}`) ? t(`type.${type as "eks"}`) : type}</Badge>
                <ResidencyChip residency={residency} />
              </>
            ),
            ...reason(obstacle),
          }))}
          value={form.clusterId}
          onValueChange={(id) => onMove(id)}
          error={errorAt("clusterId")}
          hint={cluster?.problem ? t("clusterTrouble") : undefined}
        />
        <CascadeSelect
          label={t("namespace")}
          options={placement.namespaces.map(({ id, name, expiresAt, obstacle }) => ({
            value: id,
            label: name,
            mono: true,
            detail: obstacle
              ? undefined
              : expiresAt
                ? t("grantedUntil", { date: format.dateTime(new Date(expiresAt), { dateStyle: "medium" }) })
                : t("granted"),
            ...reason(obstacle),
          }))}
          value={form.namespaceId}
          onValueChange={(id) => form.clusterId && onMove(form.clusterId, id)}
          error={errorAt("namespaceId")}
          {...(form.clusterId ? {} : { waitsFor: t("afterCluster") })}
        />
      </div>
      <div className="mt-4">
        <ServiceAccount placement={placement} />
      </div>
    </Section>
  );
}

function ServiceAccount({ placement: { serviceAccount, serviceAccountObstacle } }: { placement: PlacementView }) {
  const t = useTranslations("placement");
  const sentence = useSentence();
  if (!serviceAccount)
    return (
      <CascadeSelect
        label={t("serviceAccount")}
        hint={t("fillsItself")}
        options={[]}
        value={null}
        onValueChange={() => {}}
        waitsFor={t("afterNamespace")}
        error={
          serviceAccountObstacle
            ? sentence("preflight", serviceAccountObstacle.code, serviceAccountObstacle.params)
            : undefined
        }
      />
    );
  const { id, name, roleArn, accessKeySecret, vaultRole } = serviceAccount;
  const parts = [
    ...(roleArn ? [{ label: t("iamRole"), name: lastPart(roleArn), title: roleArn }] : []),
    ...(accessKeySecret ? [{ label: t("accessKeySecret"), name: accessKeySecret, title: accessKeySecret }] : []),
    ...(vaultRole ? [{ label: t("vaultRole"), name: vaultRole, title: vaultRole }] : []),
  ];
  const detail = (
    <span className="inline-flex min-w-0 flex-wrap items-center gap-x-3">
      {parts.map((part, index) => (
        <span key={part.label} className="inline-flex items-center gap-1.5">
          {index === 0 && <ArrowRight aria-hidden className="size-3.5" />}
          {part.label}
          <code className="font-mono text-sm" title={part.title}>
            {part.name}
          </code>
        </span>
      ))}
    </span>
  );
  return (
    <CascadeSelect
      label={t("serviceAccount")}
      hint={t("fillsItself")}
      options={[{ value: id, label: name, mono: true, detail }]}
      value={id}
      onValueChange={() => {}}
      locked
    />
  );
}
