"use client";
import { useTranslations } from "next-intl";
import { ChangeDialog } from "#components/shared/change-dialog.tsx";
import { useChange } from "#components/shared/use-change.ts";
import { toast } from "#components/ui/toast.ts";
import { revokeNamespace } from "#lib/clusters/namespace-actions.ts";
import type { ClusterChoiceView, GrantView, NamespaceView } from "#lib/clusters/namespace-client.ts";

type Props = {
  cluster: ClusterChoiceView;
  row: NamespaceView;
  grant: GrantView;
  onClose: () => void;
  onDone: () => void;
};

/** Takes a namespace from a project, after saying what that stops and what it does not. */
export function RevokeDialog({ cluster, row, grant, onClose, onDone }: Props) {
  const t = useTranslations("namespaces");
  const names = { project: grant.slug, namespace: row.name, cluster: cluster.name };
  const change = useChange(
    () => revokeNamespace({ namespaceId: row.id ?? "", projectId: grant.projectId }),
    () => {
      toast.success(t("revoked", names));
      onDone();
    },
  );
  return (
    <ChangeDialog
      title={t("revokeTitle", names)}
      text={t("revokeText", names)}
      verb={t("revokeNow")}
      keep={t("keepGrant")}
      destroys
      change={change}
      onClose={onClose}
    >
      <ul className="list-disc pl-5 text-muted">
        <li>{t("revokeRuns", { count: grant.activeRuns })}</li>
        <li>{t("revokeNext")}</li>
        <li>{t("revokeBack")}</li>
      </ul>
    </ChangeDialog>
  );
}
