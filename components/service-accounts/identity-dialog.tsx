"use client";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { ChangeDialog } from "#components/shared/change-dialog.tsx";
import { useChange } from "#components/shared/use-change.ts";
import { updateServiceAccount } from "#lib/clusters/service-account-actions.ts";
import type { ServiceAccountView } from "#lib/clusters/service-account-client.ts";
import { IdentityFields, identityOf, identityProblems, noIdentity } from "./identity-fields.tsx";

type Props = { row: ServiceAccountView; onClose: () => void; onDone: () => void };

/** Changes which role, or which access key, the pods of a service account act as. */
export function IdentityDialog({ row, onClose, onDone }: Props) {
  const t = useTranslations("serviceAccounts");
  const kind = row.roleArn ? "aws" : "datacenter";
  const [value, setValue] = useState({
    roleArn: row.roleArn ?? "",
    roleBy: row.roleBy ?? noIdentity.roleBy,
    accessKeySecret: row.accessKeySecret ?? "",
    vaultRole: row.vaultRole ?? "",
  });
  const [isTried, setTried] = useState(false);
  const change = useChange(
    () => updateServiceAccount({ serviceAccountId: row.id, version: row.version, ...identityOf(kind, value) }),
    onDone,
  );
  const send = () => {
    setTried(true);
    if (identityProblems(kind, value).length === 0) change.submit();
  };
  return (
    <ChangeDialog
      size="md"
      title={t("identityTitle", { name: row.name })}
      text={t("identityText")}
      verb={t("save")}
      change={change}
      onDo={send}
      onClose={onClose}
    >
      <IdentityFields
        kind={kind}
        place={{ clusterId: row.cluster.id, namespace: row.namespace, name: row.name }}
        value={value}
        isTried={isTried}
        onChange={(part) => setValue((now) => ({ ...now, ...part }))}
      />
    </ChangeDialog>
  );
}
