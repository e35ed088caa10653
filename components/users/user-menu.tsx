"use client";
import { Ellipsis } from "lucide-react";
import { useTranslations } from "next-intl";
import { Button } from "#components/ui/button.tsx";
import { Menu, MenuItem } from "#components/ui/menu.tsx";
import type { UserRow } from "#lib/auth/user-client.ts";
import type { UserTask } from "./user-dialog.tsx";

export type Ways = { password: boolean; openId: boolean };
type Props = { user: UserRow; ways: Ways; onTask: (task: UserTask) => void };

/** What an admin may do to an account; what not, with the reason. */
export function UserMenu({ user, ways, onTask }: Props) {
  const t = useTranslations("users");
  const own = user.isSelf ? { disabledReason: t("ownAccount") } : {};
  const noPassword = !ways.password ? t("localOff") : user.hasPassword ? undefined : t("noPassword");
  const item = (kind: UserTask["kind"], why: { disabledReason?: string } = {}, danger = false) => (
    <MenuItem onSelect={() => onTask({ kind, user })} danger={danger && !why.disabledReason} {...why}>
      {t(`do.${kind}`)}
    </MenuItem>
  );
  return (
    <Menu
      align="end"
      className="max-w-72"
      trigger={
        <Button variant="ghost" size="icon-sm" aria-label={t("actionsOf", { login: user.login })}>
          <Ellipsis aria-hidden />
        </Button>
      }
    >
      {item("role", own)}
      {item("password", noPassword ? { disabledReason: noPassword } : {})}
      {item("sessions")}
      {item("same-person")}
      {user.samePersonAs.length > 0 && item("other-person", own)}
      {user.disabledAt ? item("enable", own) : item("disable", own, true)}
    </Menu>
  );
}
