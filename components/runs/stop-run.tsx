"use client";
import { useTranslations } from "next-intl";
import { useMemo, useState } from "react";
import { usePaletteActions } from "#components/frame/palette-actions.ts";
import { ChangeDialog } from "#components/shared/change-dialog.tsx";
import { useChange } from "#components/shared/use-change.ts";
import { Button } from "#components/ui/button.tsx";
import { Tooltip } from "#components/ui/tooltip.tsx";
import { stopRun } from "#lib/runs/actions.ts";
import type { RunView } from "#lib/runs/client.ts";

/** Stops a run, after saying what that does. One that has ended has no such button. */
export function StopRun({ run, onAsked }: { run: RunView; onAsked: () => void }) {
  const t = useTranslations("run");
  const [open, setOpen] = useState(false);
  const isOffered = run.mayStop && !run.finishedAt && !run.stopRequestedAt;
  const offered = useMemo(
    () => (isOffered ? [{ id: "stop", label: t("stop"), run: () => setOpen(true) }] : []),
    [isOffered, t],
  );
  usePaletteActions(offered);
  const change = useChange(
    () => stopRun({ runId: run.id }),
    () => {
      setOpen(false);
      onAsked();
    },
  );
  if (run.finishedAt) return null;
  if (run.stopRequestedAt) return <Button pending>{t("stopping")}</Button>;
  if (!run.mayStop)
    return (
      <Tooltip content={t("mayNotStop")}>
        <Button variant="danger" disabled focusableWhenDisabled>
          {t("stop")}
        </Button>
      </Tooltip>
    );
  const { jobName: job, cluster, namespace } = run;
  return (
    <ChangeDialog
      title={t("stopTitle")}
      text={t("stopText", { job, cluster, namespace })}
      verb={t("stopRun")}
      keep={t("keep")}
      destroys
      change={change}
      open={open}
      onOpenChange={setOpen}
      trigger={<Button variant="danger">{t("stop")}</Button>}
    />
  );
}
