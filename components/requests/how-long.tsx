"use client";
import { useTranslations } from "next-intl";
import { Field } from "#components/ui/field.tsx";
import { Select } from "#components/ui/select.tsx";

export type HowLongValue = "7" | "30" | "90" | "good";

/** For how long something is asked for; it ends by itself. */
export function HowLong({ value, onChange }: { value: HowLongValue; onChange: (value: HowLongValue) => void }) {
  const t = useTranslations("requestAccess");
  return (
    <Field label={t("howLong")}>
      <Select
        className="sm:w-48"
        value={value}
        onValueChange={onChange}
        options={[
          ...(["7", "30", "90"] as const).map((days) => ({ value: days, label: t("days", { days: Number(days) }) })),
          { value: "good", label: t("forGood") },
        ]}
      />
    </Field>
  );
}
