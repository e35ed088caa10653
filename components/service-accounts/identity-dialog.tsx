"use client";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { Refusal } from "#components/shared/refusal.tsx";
import { useChange } from "#components/shared/use-change.ts";
import { Button } from "#components/ui/button.tsx";
import { Dialog, DialogClose } from "#components/ui/dialog.tsx";
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
  const { submit, pending, failure } = useChange(
    () => updateServiceAccount({ serviceAccountId: row.id, version: row.version, ...identityOf(kind, value) }),
    onDone,
  );
  const send = () => {
    setTried(true);
    if (identityProblems(kind, value).length === 0) submit();
  };
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={t("identityTitle", { name: row.name })}
      description={t("identityText")}
      footer={
        <>
          <DialogClose>{t("cancel")}</DialogClose>
          <Button variant="primary" pending={pending} onClick={send}>
            {t("save")}
          </Button>
        </>
      }
    >
      <div className="grid gap-4">
        <IdentityFields
          kind={kind}
          place={{ clusterId: row.cluster.id, namespace: row.namespace, name: row.name }}
          value={value}
          isTried={isTried}
          onChange={(part) => setValue((now) => ({ ...now, ...part }))}
        />
      </div>
      <Refusal failure={failure} />
    </Dialog>
  );
}
