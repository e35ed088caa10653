"use client";
import { useFormatter, useTranslations } from "next-intl";
import type { StepView } from "#lib/access/project-access-client.ts";

const over = new Set<StepView["code"]>(["role-ended", "grant-ended", "binding-ended"]);

/** What a step of an explanation says: its sentence, and since when, until when and by whom. */
export function useStepWords() {
  const t = useTranslations("access");
  const members = useTranslations("members");
  const format = useFormatter();
  const dateOf = (at: string) => format.dateTime(new Date(at), { dateStyle: "medium" });

  return (step: StepView): { sentence: string; facts: string[] } => {
    const { code, since, until, by, request } = step;
    const { role, access, ...names } = step.params;
    const params = {
      ...names,
      role: role ? members(`role.${role as "viewer"}`) : "",
      access: access ? t(`may.${access as "read"}`) : "",
    };
    const variant = names.group && code.startsWith("role-") ? "-group" : names.prefix ? "-below" : "";
    const sentence = t(`because.${`${code}${variant}` as "role"}`, params);
    const facts = [
      ...(since ? [t("sinceDate", { date: dateOf(since) })] : []),
      ...(until ? [t(over.has(code) ? "endedDate" : "untilDate", { date: dateOf(until) })] : []),
      ...(since && !until && code !== "role-too-weak" ? [t("forGood")] : []),
      ...(request ? [t("byRequest", { login: request.by })] : by ? [t("by", { login: by })] : []),
    ];
    return { sentence, facts };
  };
}
