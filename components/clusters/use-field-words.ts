"use client";
import { useTranslations } from "next-intl";
import type { FieldErrors } from "./registration-form.ts";

/** What is wrong with a field, in words. */
export function useFieldWords(errors: FieldErrors) {
  const t = useTranslations("clusters.form");
  return (field: keyof FieldErrors): string | undefined => {
    const error = errors[field];
    return error && t(error);
  };
}
