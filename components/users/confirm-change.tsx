"use client";
import { useTranslations } from "next-intl";
import { ChangeDialog } from "#components/shared/change-dialog.tsx";
import { disableUser, enableUser, endUserSessions, otherPerson } from "#lib/auth/actions.ts";
import type { UserRow } from "#lib/auth/user-client.ts";
import { useUserChange } from "./use-user-change.ts";

const commands = { disable: disableUser, enable: enableUser, sessions: endUserSessions, "other-person": otherPerson };
export type ConfirmKind = keyof typeof commands;

/** Says what will happen to an account and to whom, and asks once. */
export function ConfirmChange({ kind, user, onClose }: { kind: ConfirmKind; user: UserRow; onClose: () => void }) {
  const t = useTranslations("users");
  const { login, projects } = user;
  const change = useUserChange(
    () => commands[kind]({ userId: user.id }),
    t(`confirm.${kind}.done`, { login }),
    onClose,
  );
  const others = user.samePersonAs.join(", ");
  return (
    <ChangeDialog
      title={t(`confirm.${kind}.title`, { login })}
      text={t(`confirm.${kind}.text`, { login, projects, others })}
      verb={t(`confirm.${kind}.verb`)}
      destroys={kind === "disable"}
      change={change}
      onClose={onClose}
    />
  );
}
