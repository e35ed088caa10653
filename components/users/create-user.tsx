"use client";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { ChangeDialog } from "#components/shared/change-dialog.tsx";
import { Button } from "#components/ui/button.tsx";
import { Field } from "#components/ui/field.tsx";
import { Input } from "#components/ui/input.tsx";
import { Select } from "#components/ui/select.tsx";
import { createUser } from "#lib/auth/actions.ts";
import { isPassword } from "./is-password.ts";
import { useUserChange } from "./use-user-change.ts";
import type { Ways } from "./user-menu.tsx";

const roles = ["member", "auditor", "admin"] as const;
type Role = (typeof roles)[number];
type Draft = { login: string; name: string; platformRole: Role; password: string };
const empty: Draft = { login: "", name: "", platformRole: "member", password: "" };

/** Makes an account beforehand: with a password, or for somebody who will sign in at the provider by this very login. */
export function CreateUser({ ways }: { ways: Ways }) {
  const t = useTranslations("users");
  const [open, setOpen] = useState(false);
  const [draft, setDraft] = useState(empty);
  const set = (part: Partial<Draft>) => setDraft({ ...draft, ...part });
  const { login, name, platformRole, password } = draft;
  const change = useUserChange(
    () => createUser({ login, name: name.trim() || login, platformRole, ...(password ? { password } : {}) }),
    t("createDone", { login }),
    () => {
      setOpen(false);
      setDraft(empty);
    },
  );
  const { failure } = change;
  const loginError = failure?.code === "conflict" ? t("loginTaken") : failure?.fields?.login && t("loginWrong");
  const complete = login.trim().length > 1 && (password ? isPassword(password) : ways.openId);
  return (
    <ChangeDialog
      title={t("create")}
      text={t("createText")}
      verb={t("createVerb")}
      mayDo={complete}
      change={change}
      {...(loginError ? { refusal: null } : {})}
      trigger={<Button variant="primary">{t("create")}</Button>}
      open={open}
      onOpenChange={setOpen}
    >
      <Field label={t("columnLogin")} required description={t("loginHint")} error={loginError}>
        <Input
          mono
          autoCapitalize="none"
          autoComplete="off"
          value={login}
          onValueChange={(value) => set({ login: value })}
        />
      </Field>
      <Field label={t("columnName")}>
        <Input autoComplete="off" value={name} onValueChange={(value) => set({ name: value })} />
      </Field>
      <Field label={t("columnRole")} description={t(`roleHint.${platformRole}`)}>
        <Select
          options={roles.map((value) => ({ value, label: t(`role.${value}`) }))}
          value={platformRole}
          onValueChange={(value) => set({ platformRole: value })}
        />
      </Field>
      {ways.password && (
        <Field
          label={t("newPassword")}
          required={!ways.openId}
          description={ways.openId ? t("passwordOrNone") : t("passwordHint")}
        >
          <Input
            type="password"
            autoComplete="new-password"
            value={password}
            onValueChange={(value) => set({ password: value })}
          />
        </Field>
      )}
    </ChangeDialog>
  );
}
