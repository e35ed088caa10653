"use client";
import { useTranslations } from "next-intl";
import { Refusal } from "#components/shared/refusal.tsx";
import { useChange } from "#components/shared/use-change.ts";
import { Button } from "#components/ui/button.tsx";
import { Dialog, DialogClose } from "#components/ui/dialog.tsx";
import { closeCrossing } from "#lib/cloud/actions.ts";
import type { LinesView } from "#lib/cloud/client.ts";

type Props = { line: LinesView["lines"][number]; onClose: () => void; onDone: () => void };

/** Closes a line, after saying how many bindings cross it. */
export function CloseLine({ line, onClose, onDone }: Props) {
  const t = useTranslations("cloud");
  const { submit, pending, failure } = useChange(
    () => closeCrossing({ from: line.from, to: line.to }),
    () => {
      onClose();
      onDone();
    },
  );
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      size="sm"
      title={t("closeLineTitle", { from: line.from.toUpperCase(), to: line.to.toUpperCase() })}
      description={t("closeLineText", { count: line.bindings })}
      footer={
        <>
          <DialogClose>{t("cancel")}</DialogClose>
          <Button variant="destroy" pending={pending} onClick={submit}>
            {t("closeLineNow")}
          </Button>
        </>
      }
    >
      <Refusal failure={failure} />
    </Dialog>
  );
}
