"use client";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { CascadeSelect } from "#components/shared/cascade-select.tsx";
import { ChangeDialog } from "#components/shared/change-dialog.tsx";
import { endOfDay, today } from "#components/shared/day.ts";
import { useChange } from "#components/shared/use-change.ts";
import { Field } from "#components/ui/field.tsx";
import { Input } from "#components/ui/input.tsx";
import { toast } from "#components/ui/toast.ts";
import { grantNamespace } from "#lib/clusters/namespace-actions.ts";
import type { ClusterChoiceView, NamespaceView } from "#lib/clusters/namespace-client.ts";
import type { ProjectChoice } from "./namespace-list.tsx";

type Props = {
  cluster: ClusterChoiceView;
  row: NamespaceView;
  projects: ProjectChoice[];
  onClose: () => void;
  onDone: () => void;
};

/** Lets a project run in a namespace, for good or until the end of a day. */
export function GrantDialog({ cluster, row, projects, onClose, onDone }: Props) {
  const t = useTranslations("namespaces");
  const [projectId, setProject] = useState<string | null>(null);
  const [day, setDay] = useState("");
  const [isTried, setTried] = useState(false);
  const project = projects.find(({ id }) => id === projectId);
  const held = row.grants.find((grant) => grant.projectId === projectId);
  const isPast = day !== "" && day < today();
  const change = useChange(
    () =>
      grantNamespace({
        clusterId: cluster.id,
        namespace: row.name,
        projectId: projectId ?? "",
        expiresAt: day ? endOfDay(day) : null,
      }),
    () => {
      toast.success(t("granted", { project: project?.slug ?? "", namespace: row.name }));
      onDone();
    },
  );
  const send = () => {
    setTried(true);
    if (project && !isPast) change.submit();
  };
  return (
    <ChangeDialog
      size="md"
      title={t("grantTitle", { namespace: row.name })}
      text={t("grantText", { cluster: cluster.name })}
      verb={held ? t("changeGrant") : t("grantNow")}
      change={change}
      onClose={onClose}
      onDo={send}
    >
      <CascadeSelect
        label={t("project")}
        options={projects.map(({ id, slug, name }) => ({ value: id, label: slug, detail: name, mono: true }))}
        value={projectId}
        onValueChange={setProject}
        error={isTried && !project ? t("chooseProject") : undefined}
        description={held && t("isGranted", { project: project?.slug ?? "" })}
      />
      <Field label={t("untilDay")} description={t("untilHint")} error={isTried && isPast ? t("untilPast") : undefined}>
        <Input type="date" min={today()} value={day} onValueChange={setDay} className="w-44" />
      </Field>
    </ChangeDialog>
  );
}
