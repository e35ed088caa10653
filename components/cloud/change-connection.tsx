"use client";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { ChangeDialog } from "#components/shared/change-dialog.tsx";
import { Section } from "#components/shared/section.tsx";
import { useChange } from "#components/shared/use-change.ts";
import { Button } from "#components/ui/button.tsx";
import { toast } from "#components/ui/toast.ts";
import { updateAccount } from "#lib/cloud/actions.ts";
import type { AccountView } from "#lib/cloud/client.ts";
import { type AccountForm, accountFormOf, accountProblems, reachOf } from "./account-form.ts";
import { ConnectionFields } from "./connection-fields.tsx";
import { CredentialFields } from "./credential-fields.tsx";

type Change = Parameters<typeof updateAccount>[0];

/** Says anew where an account is reached. The credential is given again: it is never sent to a place it was not meant for. */
export function ChangeConnection({ account, onDone }: { account: AccountView; onDone: () => void }) {
  const t = useTranslations("cloud");
  const [open, setOpen] = useState(false);
  const [form, setForm] = useState<AccountForm>(() => accountFormOf(account));
  const [isTried, setTried] = useState(false);
  const start = (next: boolean) => {
    setForm(accountFormOf(account));
    setTried(false);
    setOpen(next);
  };
  const change = useChange(
    () => updateAccount({ id: account.id, name: form.name, ...reachOf(form) } as Change),
    () => {
      toast.success(t("saved", { name: form.name }));
      start(false);
      onDone();
    },
  );
  const send = () => {
    setTried(true);
    if (Object.keys(accountProblems(form)).length === 0) change.submit();
  };
  const fields = {
    form,
    onChange: (part: Partial<AccountForm>) => setForm((now) => ({ ...now, ...part })),
    problems: isTried ? accountProblems(form) : {},
  };
  return (
    <ChangeDialog
      title={t("changeTitle", { name: account.name })}
      text={t("changeText")}
      size="lg"
      open={open}
      onOpenChange={start}
      trigger={<Button size="sm">{t("change")}</Button>}
      verb={t("rotateNow")}
      change={change}
      onDo={send}
    >
      <Section title={t("connection")}>
        <ConnectionFields {...fields} />
      </Section>
      <Section title={t("credential")} className="mb-0">
        <CredentialFields {...fields} />
      </Section>
    </ChangeDialog>
  );
}
