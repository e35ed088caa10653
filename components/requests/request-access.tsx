"use client";
import { Clock } from "lucide-react";
import dynamic from "next/dynamic";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { Button } from "#components/ui/button.tsx";
import type { Asking } from "./asking.ts";
import { requestHref } from "./inbox-params.ts";
import { useOwnWaiting } from "./use-own-waiting.ts";

const RequestAccessDialog = dynamic(() => import("./request-access-dialog.tsx").then((m) => m.RequestAccessDialog), {
  ssr: false,
});

type Props = {
  asking: Asking;
  size?: "sm" | "md";
  /** Says what is asked for where several buttons stand on a page. */
  label?: string;
};

/** The way to what is greyed: a button that asks for it, or, once asked, who it waits for. */
export function RequestAccess({ asking, size, label }: Props) {
  const t = useTranslations("requestAccess");
  const waiting = useOwnWaiting()(asking);
  // undefined: its code has not been asked for.
  const [open, setOpen] = useState<boolean>();
  return (
    <>
      {waiting ? (
        <Link
          href={requestHref("mine", waiting.id)}
          prefetch={false}
          className="inline-flex items-center gap-1.5 text-muted underline decoration-line-strong underline-offset-2 hover:text-ink"
        >
          <Clock aria-hidden className="size-4 shrink-0" />
          {waiting.decidingProject ? t("waitsOwners", { project: waiting.decidingProject }) : t("waitsAdmins")}
        </Link>
      ) : (
        <Button size={size} onClick={() => setOpen(true)}>
          {label ?? t("button")}
        </Button>
      )}
      {open !== undefined && <RequestAccessDialog asking={asking} open={open} onOpenChange={setOpen} />}
    </>
  );
}
