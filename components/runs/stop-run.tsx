"use client";
import { useTranslations } from "next-intl";
import { useMemo, useState, useTransition } from "react";
import { usePaletteActions } from "#components/frame/palette-actions.ts";
import { Button } from "#components/ui/button.tsx";
import { Dialog, DialogClose } from "#components/ui/dialog.tsx";
import { toast } from "#components/ui/toast.ts";
import { Tooltip } from "#components/ui/tooltip.tsx";
import { stopRun } from "#lib/runs/actions.ts";
import type { RunView } from "#lib/runs/client.ts";

/** Stops a run, after saying what that does. One that has ended has no such button. */
export function StopRun({ run, onAsked }: { run: RunView; onAsked: () => void }) {
  const t = useTranslations("run");
  const [open, setOpen] = useState(false);
  const [pending, start] = useTransition();
  const isOffered = run.mayStop && !run.finishedAt && !run.stopRequestedAt;
  const offered = useMemo(
    () => (isOffered ? [{ id: "stop", label: t("stop"), run: () => setOpen(true) }] : []),
    [isOffered, t],
  );
  usePaletteActions(offered);
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
  const stop = () =>
    start(async () => {
      const result = await stopRun({ runId: run.id });
      setOpen(false);
      if (!result.ok) toast.error(t("stopFailed"), { description: result.error.message });
      onAsked();
    });
  const { jobName: job, cluster, namespace } = run;
  return (
    <Dialog
      title={t("stopTitle")}
      description={t("stopText", { job, cluster, namespace })}
      size="sm"
      open={open}
      onOpenChange={setOpen}
      trigger={<Button variant="danger">{t("stop")}</Button>}
      footer={
        <>
          <DialogClose>{t("keep")}</DialogClose>
          <Button variant="destroy" pending={pending} onClick={stop}>
            {t("stopRun")}
          </Button>
        </>
      }
    />
  );
}
