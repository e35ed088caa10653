"use client";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { ChangeDialog } from "#components/shared/change-dialog.tsx";
import { useChange } from "#components/shared/use-change.ts";
import { Button } from "#components/ui/button.tsx";
import { toast } from "#components/ui/toast.ts";
import { rotateCredential } from "#lib/cloud/actions.ts";
import type { AccountView } from "#lib/cloud/client.ts";
import { type AccountForm, accountFormOf, accountProblems, credentialOf } from "./account-form.ts";
import { CredentialFields } from "./credential-fields.tsx";

type Credential = Parameters<typeof rotateCredential>[0]["credential"];

/** Gives an account another credential: it is tried first, and the old one serves until then. */
export function RotateCredential({ account, onDone }: { account: AccountView; onDone: () => void }) {
  const t = useTranslations("cloud");
  const [open, setOpen] = useState(false);
  const [form, setForm] = useState<AccountForm>(() => accountFormOf(account));
  const [isTried, setTried] = useState(false);
  const start = (next: boolean) => {
    // What was typed is forgotten with the dialog.
    setForm(accountFormOf(account));
    setTried(false);
    setOpen(next);
  };
  const change = useChange(
    () => rotateCredential({ id: account.id, version: account.version, credential: credentialOf(form) as Credential }),
    () => {
      toast.success(t("rotated", { name: account.name }), { description: t("rotatedText") });
      start(false);
      onDone();
    },
  );
  const send = () => {
    setTried(true);
    if (Object.keys(accountProblems(form, "credential")).length === 0) change.submit();
  };
  return (
    <ChangeDialog
      title={t("rotateTitle", { name: account.name })}
      text={t("rotateText")}
      size="lg"
      open={open}
      onOpenChange={start}
      trigger={<Button>{t("rotate")}</Button>}
      verb={t("rotateNow")}
      change={change}
      onDo={send}
    >
      <CredentialFields
        form={form}
        onChange={(part) => setForm((now) => ({ ...now, ...part }))}
        problems={isTried ? accountProblems(form, "credential") : {}}
      />
    </ChangeDialog>
  );
}
