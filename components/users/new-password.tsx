"use client";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { ChangeDialog } from "#components/shared/change-dialog.tsx";
import { Field } from "#components/ui/field.tsx";
import { Input } from "#components/ui/input.tsx";
import { resetPassword } from "#lib/auth/actions.ts";
import type { UserRow } from "#lib/auth/user-client.ts";
import { isPassword } from "./is-password.ts";
import { useUserChange } from "./use-user-change.ts";

export function NewPassword({ user, onClose }: { user: UserRow; onClose: () => void }) {
  const t = useTranslations("users");
  const [password, setPassword] = useState("");
  const { id: userId, login } = user;
  const change = useUserChange(() => resetPassword({ userId, password }), t("passwordDone", { login }), onClose);
  return (
    <ChangeDialog
      title={t("passwordTitle", { login })}
      text={t("passwordText", { login })}
      verb={t("passwordVerb")}
      mayDo={isPassword(password)}
      change={change}
      onClose={onClose}
    >
      <Field label={t("newPassword")} description={t("passwordHint")}>
        <Input type="password" autoComplete="new-password" value={password} onValueChange={setPassword} />
      </Field>
    </ChangeDialog>
  );
}
