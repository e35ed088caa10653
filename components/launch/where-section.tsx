"use client";
import { ArrowRight } from "lucide-react";
import { useFormatter, useTranslations } from "next-intl";
import { RequestAccess } from "#components/requests/request-access.tsx";
import { useSentence } from "#components/runs/use-sentence.ts";
import { CascadeSelect } from "#components/shared/cascade-select.tsx";
import { ResidencyChip } from "#components/shared/residency-chip.tsx";
import { Section } from "#components/shared/section.tsx";
import { Badge } from "#components/ui/badge.tsx";
import type { PlacementView } from "#lib/access/client.ts";
import type { LaunchForm } from "./launch-form.ts";
import { lastPart } from "./launch-form.ts";
import type { AccessRequests } from "./use-access-requests.tsx";

type Props = {
  form: LaunchForm;
  placement: PlacementView;
  requests: AccessRequests;
  onMove: (clusterId: string, namespaceId?: string) => void;
  errorAt: (path: string) => string | undefined;
};

/** Cluster, namespace, and the service account that follows from them. */
export function WhereSection({ form, placement, requests, onMove, errorAt }: Props) {
  const t = useTranslations("placement");
  const format = useFormatter();
  const cluster = placement.clusters.find(({ id }) => id === form.clusterId);

  return (
    <Section title={t("where")}>
      <div className="grid gap-4 sm:grid-cols-2">
        <CascadeSelect
          label={t("cluster")}
          options={placement.clusters.map((each) => {
            const { id, name, type, region, residency, obstacle } = each;
            return {
              value: id,
              label: name,
              detail: region,
              chips: (
                <>
                  <Badge>{t.has(`type.${type as "eks"}`) ? t(`type.${type as "eks"}`) : type}</Badge>
                  <ResidencyChip residency={residency} />
                </>
              ),
              ...(obstacle ? requests.greyed(obstacle, requests.askingIn(each)) : {}),
            };
          })}
          value={form.clusterId}
          onValueChange={(id) => onMove(id)}
          error={errorAt("clusterId")}
          hint={cluster?.inTrouble ? t("clusterTrouble") : undefined}
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
            ...(obstacle ? requests.greyed(obstacle) : {}),
          }))}
          value={form.namespaceId}
          onValueChange={(id) => form.clusterId && onMove(form.clusterId, id)}
          error={errorAt("namespaceId")}
          {...(form.clusterId ? {} : { waitsFor: t("afterCluster") })}
        />
      </div>
      <div className="mt-4">
        <ServiceAccount placement={placement} requests={requests} />
      </div>
    </Section>
  );
}

function ServiceAccount({
  placement: { serviceAccount, serviceAccountObstacle },
  requests,
}: Pick<Props, "placement" | "requests">) {
  const t = useTranslations("placement");
  const sentence = useSentence();
  const asking = requests.askingOf(serviceAccountObstacle?.missing);
  if (!serviceAccount)
    return (
      <>
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
        {asking && (
          <div className="mt-2">
            <RequestAccess asking={asking} size="sm" />
          </div>
        )}
      </>
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
