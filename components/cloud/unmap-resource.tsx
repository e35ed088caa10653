"use client";
import { useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { ChangeDialog } from "#components/shared/change-dialog.tsx";
import { useChange } from "#components/shared/use-change.ts";
import { Button } from "#components/ui/button.tsx";
import { toast } from "#components/ui/toast.ts";
import { Tooltip } from "#components/ui/tooltip.tsx";
import { unmapResource } from "#lib/cloud/actions.ts";
import type { ResourceView } from "#lib/cloud/client.ts";

/** Takes a resource out of Slipway once nobody uses it. */
export function UnmapResource({ resource, onDone }: { resource: ResourceView; onDone: () => void }) {
  const t = useTranslations("cloud");
  const queries = useQueryClient();
  const [open, setOpen] = useState(false);
  const change = useChange(
    () => unmapResource({ resourceId: resource.id }),
    () => {
      toast.success(t("unmapped", { name: resource.name }));
      onDone();
      // But for what is no longer there to be read.
      const isGone = (queryKey: readonly unknown[]) => queryKey.includes(resource.id);
      void queries.invalidateQueries({ queryKey: ["admin"], predicate: ({ queryKey }) => !isGone(queryKey) });
    },
  );
  if (resource.uses.length + resource.logsOf.length > 0)
    return (
      <Tooltip content={t("mayNotUnmap")}>
        <Button variant="danger" disabled focusableWhenDisabled>
          {t("unmap")}
        </Button>
      </Tooltip>
    );
  return (
    <ChangeDialog
      title={t("unmapTitle", { name: resource.name })}
      text={t("unmapText")}
      open={open}
      onOpenChange={setOpen}
      trigger={<Button variant="danger">{t("unmap")}</Button>}
      verb={t("unmapNow")}
      destroys
      change={change}
    ></ChangeDialog>
  );
}
