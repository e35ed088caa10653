"use client";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { Field } from "#components/ui/field.tsx";
import { Select } from "#components/ui/select.tsx";
import { setPlatformRole } from "#lib/auth/actions.ts";
import type { UserRow } from "#lib/auth/user-client.ts";
import { ChangeDialog } from "./change-dialog.tsx";
import { useChange } from "./use-change.ts";

const roles = ["member", "auditor", "admin"] as const;

export function NewRole({ user, onClose }: { user: UserRow; onClose: () => void }) {
  const t = useTranslations("users");
  const [role, setRole] = useState(user.platformRole);
  const { change, pending, error } = useChange(onClose);
  const { id: userId, login } = user;
  return (
    <ChangeDialog
      title={t("roleTitle", { login })}
      text={t("roleText")}
      verb={t("roleVerb")}
      pending={pending}
      mayDo={role !== user.platformRole}
      error={error?.message}
      onDo={() =>
        change(() => setPlatformRole({ userId, platformRole: role }), t("roleDone", { login, role: t(`role.${role}`) }))
      }
      open
      onOpenChange={(open) => !open && onClose()}
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
