"use client";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { ChangeDialog } from "#components/shared/change-dialog.tsx";
import { Field } from "#components/ui/field.tsx";
import { Select } from "#components/ui/select.tsx";
import { setPlatformRole } from "#lib/auth/actions.ts";
import type { UserRow } from "#lib/auth/user-client.ts";
import { useUserChange } from "./use-user-change.ts";

const roles = ["member", "auditor", "admin"] as const;

export function NewRole({ user, onClose }: { user: UserRow; onClose: () => void }) {
  const t = useTranslations("users");
  const [role, setRole] = useState(user.platformRole);
  const { id: userId, login } = user;
  const change = useUserChange(
    () => setPlatformRole({ userId, platformRole: role }),
    t("roleDone", { login, role: t(`role.${role}`) }),
    onClose,
  );
  return (
    <ChangeDialog
      title={t("roleTitle", { login })}
      text={t("roleText")}
      verb={t("roleVerb")}
      mayDo={role !== user.platformRole}
      change={change}
      onClose={onClose}
    >
      <Field label={t("columnRole")} description={t(`roleHint.${role}`)}>
        <Select
          options={roles.map((value) => ({ value, label: t(`role.${value}`) }))}
          value={role}
          onValueChange={setRole}
        />
      </Field>
    </ChangeDialog>
  );
}
