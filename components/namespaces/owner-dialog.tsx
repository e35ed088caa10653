"use client";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { CascadeSelect } from "#components/shared/cascade-select.tsx";
import { ChangeDialog } from "#components/shared/change-dialog.tsx";
import { useChange } from "#components/shared/use-change.ts";
import { registerNamespace } from "#lib/clusters/namespace-actions.ts";
import type { ClusterChoiceView, NamespaceView } from "#lib/clusters/namespace-client.ts";
import type { ProjectChoice } from "./namespace-list.tsx";

type Props = {
  cluster: ClusterChoiceView;
  row: NamespaceView;
  projects: ProjectChoice[];
  onClose: () => void;
  onDone: () => void;
};

const admins = "admins";

/** Whose owners decide who else may run in a namespace. */
export function OwnerDialog({ cluster, row, projects, onClose, onDone }: Props) {
  const t = useTranslations("namespaces");
  const [owner, setOwner] = useState<string>(row.owner?.id ?? admins);
  const change = useChange(
    () =>
      registerNamespace({
        clusterId: cluster.id,
        namespace: row.name,
        ownerProjectId: owner === admins ? null : owner,
      }),
    onDone,
  );
  return (
    <ChangeDialog
      size="md"
      title={t("ownerTitle", { namespace: row.name })}
      text={t("ownerText")}
      verb={t("save")}
      change={change}
      onClose={onClose}
    >
      <CascadeSelect
        label={t("columnOwner")}
        options={[
          { value: admins, label: t("ownerAdmins") },
          ...projects.map(({ id, slug, name }) => ({ value: id, label: slug, detail: name, mono: true })),
        ]}
        value={owner}
        onValueChange={setOwner}
      />
    </ChangeDialog>
  );
}
