"use client";
import dynamic from "next/dynamic";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { Button } from "#components/ui/button.tsx";

const JoinProjectDialog = dynamic(() => import("./join-project-dialog.tsx").then((m) => m.JoinProjectDialog), {
  ssr: false,
});

/** Asks for a role in a project that one is not in. */
export function JoinProject() {
  const t = useTranslations("requestAccess");
  // undefined: its code has not been asked for.
  const [open, setOpen] = useState<boolean>();
  return (
    <>
      <Button variant="primary" onClick={() => setOpen(true)}>
        {t("join")}
      </Button>
      {open !== undefined && <JoinProjectDialog open={open} onOpenChange={setOpen} />}
    </>
  );
}
