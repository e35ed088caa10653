"use client";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { Field } from "#components/ui/field.tsx";
import { Input } from "#components/ui/input.tsx";
import { resetPassword } from "#lib/auth/actions.ts";
import type { UserRow } from "#lib/auth/user-client.ts";
import { ChangeDialog } from "./change-dialog.tsx";
import { isPassword } from "./is-password.ts";
import { useChange } from "./use-change.ts";

export function NewPassword({ user, onClose }: { user: UserRow; onClose: () => void }) {
  const t = useTranslations("users");
  const [password, setPassword] = useState("");
  const { change, pending, error } = useChange(onClose);
  const { id: userId, login } = user;
  return (
    <ChangeDialog
      title={t("passwordTitle", { login })}
      text={t("passwordText", { login })}
      verb={t("passwordVerb")}
      pending={pending}
      mayDo={isPassword(password)}
      error={error?.message}
      onDo={() => change(() => resetPassword({ userId, password }), t("passwordDone", { login }))}
      open
      onOpenChange={(open) => !open && onClose()}
    >
      <Field label={t("newPassword")} description={t("passwordHint")}>
        <Input type="password" autoComplete="new-password" value={password} onValueChange={setPassword} />
      </Field>
    </ChangeDialog>
  );
}
