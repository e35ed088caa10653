"use client";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { CascadeSelect } from "#components/shared/cascade-select.tsx";
import { endOfDay, today } from "#components/shared/day.ts";
import { Refusal } from "#components/shared/refusal.tsx";
import { useChange } from "#components/shared/use-change.ts";
import { Button } from "#components/ui/button.tsx";
import { Dialog, DialogClose } from "#components/ui/dialog.tsx";
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
  const { submit, pending, failure } = useChange(
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
    if (project && !isPast) submit();
  };
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={t("grantTitle", { namespace: row.name })}
      description={t("grantText", { cluster: cluster.name })}
      footer={
        <>
          <DialogClose>{t("cancel")}</DialogClose>
          <Button variant="primary" pending={pending} onClick={send}>
            {held ? t("changeGrant") : t("grantNow")}
          </Button>
        </>
      }
    >
      <div className="grid gap-4">
        <CascadeSelect
          label={t("project")}
          options={projects.map(({ id, slug, name }) => ({ value: id, label: slug, detail: name, mono: true }))}
          value={projectId}
          onValueChange={setProject}
          error={isTried && !project ? t("chooseProject") : undefined}
          description={held && t("isGranted", { project: project?.slug ?? "" })}
        />
        <Field
          label={t("untilDay")}
          description={t("untilHint")}
          error={isTried && isPast ? t("untilPast") : undefined}
        >
          <Input type="date" min={today()} value={day} onValueChange={setDay} className="w-44" />
        </Field>
      </div>
      <Refusal failure={failure} />
    </Dialog>
  );
}
