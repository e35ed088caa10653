"use client";
import { Plus } from "lucide-react";
import { useTranslations } from "next-intl";
import { ButtonLink } from "#components/ui/button-link.tsx";
import { newAccountHref } from "./cloud-href.ts";

export function NewAccountLink() {
  const t = useTranslations("cloud");
  return (
    <ButtonLink variant="primary" href={newAccountHref}>
      <Plus aria-hidden />
      {t("newAccount")}
    </ButtonLink>
  );
}
