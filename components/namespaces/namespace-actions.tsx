"use client";
import { Ellipsis } from "lucide-react";
import { useTranslations } from "next-intl";
import { Button } from "#components/ui/button.tsx";
import { Menu, MenuItem } from "#components/ui/menu.tsx";
import type { NamespaceView } from "#lib/clusters/namespace-client.ts";
import type { NamespaceTask } from "./namespace-list.tsx";

/** What an admin can do with a namespace. */
export function NamespaceActions({ row, onTask }: { row: NamespaceView; onTask: (task: NamespaceTask) => void }) {
  const t = useTranslations("namespaces");
  if (row.isSystem) return null;
  const gone = row.state === "gone" ? { disabledReason: t("goneReason") } : {};
  return (
    <Menu
      align="end"
      label={t("actionsOf", { name: row.name })}
      trigger={
        <Button variant="ghost" size="icon-sm" aria-label={t("actionsOf", { name: row.name })}>
          <Ellipsis aria-hidden />
        </Button>
      }
    >
      <MenuItem {...gone} onSelect={() => onTask({ kind: "grant", row })}>
        {t("grant")}
      </MenuItem>
      <MenuItem onSelect={() => onTask({ kind: "owner", row })}>{t("changeOwner")}</MenuItem>
      {row.grants.map((grant) => (
        <MenuItem key={grant.projectId} danger onSelect={() => onTask({ kind: "revoke", row, grant })}>
          {t("revoke", { project: grant.slug })}
        </MenuItem>
      ))}
    </Menu>
  );
}
