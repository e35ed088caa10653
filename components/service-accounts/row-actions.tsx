"use client";
import { Ellipsis } from "lucide-react";
import { useTranslations } from "next-intl";
import { Button } from "#components/ui/button.tsx";
import { Menu, MenuItem } from "#components/ui/menu.tsx";
import type { ServiceAccountView, StateView } from "#lib/clusters/service-account-client.ts";
import type { ServiceAccountTask } from "./service-account-list.tsx";

type Props = {
  row: ServiceAccountView;
  state: StateView | undefined;
  mayChange: boolean;
  onTask: (task: ServiceAccountTask) => void;
};

const tasks: { [State in StateView["state"]]?: "create" | "repair" | "associate" } = {
  absent: "create",
  differs: "repair",
  "association-absent": "associate",
  "association-differs": "associate",
};

/** The one thing to do about a service account that is not as registered, and what else there is. */
export function RowActions({ row, state, mayChange, onTask }: Props) {
  const t = useTranslations("serviceAccounts");
  const task = state && tasks[state.state];
  return (
    <span className="flex items-center justify-end gap-1">
      {task && (
        <Button size="sm" onClick={() => onTask({ kind: "apply", row })}>
          <span aria-hidden>{t(task)}</span>
          <span className="sr-only">{t(`${task}Named`, { name: row.name, cluster: row.cluster.name })}</span>
        </Button>
      )}
      <Menu
        align="end"
        label={t("actionsOf", { name: row.name, cluster: row.cluster.name })}
        trigger={
          <Button
            variant="ghost"
            size="icon-sm"
            aria-label={t("actionsOf", { name: row.name, cluster: row.cluster.name })}
          >
            <Ellipsis aria-hidden />
          </Button>
        }
      >
        <MenuItem onSelect={() => onTask({ kind: "apply", row })}>{t("showYaml")}</MenuItem>
        <MenuItem
          onSelect={() => onTask({ kind: "identity", row })}
          {...(mayChange ? {} : { disabledReason: t("readOnly") })}
        >
          {t("changeIdentity")}
        </MenuItem>
      </Menu>
    </span>
  );
}
