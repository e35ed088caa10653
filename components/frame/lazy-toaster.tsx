"use client";
import dynamic from "next/dynamic";
import { useTranslations } from "next-intl";
import { useEffect, useState } from "react";
import { onFirstToast } from "#components/ui/toast.ts";

const Toaster = dynamic(() => import("#components/ui/toaster.tsx").then((m) => m.Toaster), { ssr: false });

/** The toaster's code arrives with the first toast. */
export function LazyToaster() {
  const t = useTranslations("ui");
  const [wanted, setWanted] = useState(false);
  useEffect(() => onFirstToast(() => setWanted(true)), []);
  return wanted ? <Toaster label={t("notifications")} /> : null;
}
