"use client";
import { useFormatter, useTranslations } from "next-intl";
import { type ReactNode, useMemo } from "react";
import type { RequestView } from "#lib/access/request-client.ts";
import type { RequestTitle } from "#lib/access/request-schema.ts";

const keyOf = ({ code, params }: RequestTitle) =>
  (code === "binding" ? `${params.access}-${params.kind}` : code) as "read-secret";

const asName = (chunks: ReactNode) => <code className="break-all font-mono">{chunks}</code>;

/** What is asked for in words: `plain` for a list or a screen reader, `rich` with its names standing out as names. */
export function useRequestWords() {
  const t = useTranslations("requests");
  const format = useFormatter();
  return useMemo(() => {
    const roleOf = (role: string) => t(`role.${role as "viewer"}`);
    const namesIn = ({ params }: RequestTitle) => ({
      resource: params.resource ?? params.name ?? "",
      namespace: params.namespace ?? "",
      project: params.project ?? "",
      role: params.role ? roleOf(params.role) : "",
    });
    return {
      roleOf,
      plain: (title: RequestTitle): string =>
        t.markup(`what.${keyOf(title)}`, { ...namesIn(title), name: (chunks) => chunks }),
      rich: (title: RequestTitle): ReactNode => t.rich(`what.${keyOf(title)}`, { ...namesIn(title), name: asName }),
      /** For how long: a number of days, or for good. */
      spanOf: (days: number | null) => (days === null ? t("forGood") : t("forDays", { days })),
      dateOf: (at: string) => format.dateTime(new Date(at), { dateStyle: "medium" }),
      /** Who decides: the owners of a project, or the admins. */
      decidersOf: ({ decidingProject }: Pick<RequestView, "decidingProject">): string =>
        decidingProject ? t("owners", { project: decidingProject }) : t("admins"),
    };
  }, [t, format]);
}
