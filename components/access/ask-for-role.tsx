"use client";
import { useTranslations } from "next-intl";
import { RequestAccess } from "#components/requests/request-access.tsx";
import { useRequestWords } from "#components/requests/request-words.tsx";
import type { ProjectRole } from "#lib/access/policy.ts";

/** The way to a role that one misses in a project, or how one's request for it stands. */
export function AskForRole({ project, wanted }: { project: string; wanted: ProjectRole }) {
  const t = useTranslations("requestAccess");
  const { roleOf } = useRequestWords();
  return (
    <RequestAccess
      size="sm"
      asking={{ kind: "project-role", project, role: wanted }}
      label={t("askRole", { role: roleOf(wanted) })}
    />
  );
}
