"use client";
import { UserRoundCheck } from "lucide-react";
import dynamic from "next/dynamic";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { Button } from "#components/ui/button.tsx";

const DelegationDialog = dynamic(() => import("./delegation-dialog.tsx").then((m) => m.DelegationDialog), {
  ssr: false,
});

/** Opens who decides while an owner is away. */
export function DelegationButton() {
  const t = useTranslations("requests.delegation");
  // undefined: its code has not been asked for.
  const [open, setOpen] = useState<boolean>();
  return (
    <>
      <Button onClick={() => setOpen(true)}>
        <UserRoundCheck aria-hidden />
        {t("button")}
      </Button>
      {open !== undefined && <DelegationDialog open={open} onOpenChange={setOpen} />}
    </>
  );
}
