"use client";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { ChangeDialog } from "#components/shared/change-dialog.tsx";
import { useChange } from "#components/shared/use-change.ts";
import { Button } from "#components/ui/button.tsx";
import { toast } from "#components/ui/toast.ts";
import { Tooltip } from "#components/ui/tooltip.tsx";
import { rotateCredential } from "#lib/clusters/cluster-actions.ts";
import type { ClusterView } from "#lib/clusters/cluster-client.ts";
import { ConnectionFailure } from "./connection-failure.tsx";
import { CredentialFields } from "./credential-fields.tsx";
import { credentialErrors, credentialOf, emptyCredential, refusedFields } from "./registration-form.ts";

/** Puts a new credential in the place of a cluster's own, once it has been tried. */
export function RotateDialog({ cluster, onDone }: { cluster: ClusterView; onDone: () => void }) {
  const t = useTranslations("clusters.rotate");
  const [open, setOpen] = useState(false);
  const [credential, setCredential] = useState(emptyCredential);
  const [isTried, setTried] = useState(false);
  const close = () => {
    setOpen(false);
    setCredential(emptyCredential);
    setTried(false);
  };
  const change = useChange(
    () => rotateCredential({ clusterId: cluster.id, credential: credentialOf(credential) }),
    () => {
      toast.success(t("done", { name: cluster.name }));
      close();
      onDone();
    },
  );
  if (cluster.type !== "datacenter")
    return (
      <Tooltip content={t("ofAccount")}>
        <Button disabled focusableWhenDisabled>
          {t("button")}
        </Button>
      </Tooltip>
    );
  const errors = isTried ? { ...refusedFields(change.failure?.fields), ...credentialErrors(credential) } : {};
  const rotate = () => {
    setTried(true);
    if (Object.keys(credentialErrors(credential)).length === 0) change.submit();
  };
  return (
    <ChangeDialog
      size="md"
      title={t("title", { name: cluster.name })}
      text={t("text")}
      open={open}
      onOpenChange={(next) => (next ? setOpen(true) : close())}
      trigger={<Button>{t("button")}</Button>}
      verb={t("rotate")}
      change={change}
      refusal={change.failure && <ConnectionFailure failure={change.failure} />}
      onDo={rotate}
    >
      <CredentialFields
        value={credential}
        onChange={(part) => setCredential((now) => ({ ...now, ...part }))}
        errors={errors}
      />
    </ChangeDialog>
  );
}
