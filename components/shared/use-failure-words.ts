"use client";
import { useTranslations } from "next-intl";
import type { Failure } from "#lib/platform/result.ts";

/** What a failure says to the person: the server's own sentence, or that there was no answer. */
export function useFailureWords(): (failure: Failure) => string {
  const t = useTranslations("states");
  return ({ message }) => message || t("noAnswer");
}
