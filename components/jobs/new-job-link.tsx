"use client";
import { Plus } from "lucide-react";
import { useTranslations } from "next-intl";
import { ButtonLink } from "#components/ui/button-link.tsx";
import { newJobHref } from "./job-href.ts";

export function NewJobLink({ project }: { project: string }) {
  const t = useTranslations("jobs");
  return (
    <ButtonLink variant="primary" href={newJobHref(project)}>
      <Plus aria-hidden />
      {t("newJob")}
    </ButtonLink>
  );
}
