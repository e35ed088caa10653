"use client";
import { useTranslations } from "next-intl";
import { ChangeDialog } from "#components/shared/change-dialog.tsx";
import { useChange } from "#components/shared/use-change.ts";
import { closeCrossing } from "#lib/cloud/actions.ts";
import type { LinesView } from "#lib/cloud/client.ts";

type Props = { line: LinesView["lines"][number]; onClose: () => void; onDone: () => void };

/** Closes a line, after saying how many bindings cross it. */
export function CloseLine({ line, onClose, onDone }: Props) {
  const t = useTranslations("cloud");
  const change = useChange(
    () => closeCrossing({ from: line.from, to: line.to }),
    () => {
      onClose();
      onDone();
    },
  );
  return (
    <ChangeDialog
      title={t("closeLineTitle", { from: line.from.toUpperCase(), to: line.to.toUpperCase() })}
      text={t("closeLineText", { count: line.bindings })}
      verb={t("closeLineNow")}
      destroys
      change={change}
      onClose={onClose}
    ></ChangeDialog>
  );
}
