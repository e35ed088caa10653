"use client";
import { useTranslations } from "next-intl";
import { useId } from "react";
import { Input } from "#components/ui/input.tsx";

type Props = { residencies: readonly string[]; value: string; onValueChange: (value: string) => void; label?: string };

export const isResidency = (text: string) => /^[a-z]{2,8}$/.test(text);

/** The letters of a residency: those in use are offered, and another may be begun. */
export function ResidencyInput({ residencies, value, onValueChange, label }: Props) {
  const t = useTranslations("cloud");
  const id = useId();
  return (
    <>
      <Input
        mono
        aria-label={label ?? t("columnResidency")}
        list={id}
        maxLength={8}
        autoComplete="off"
        className="w-24 uppercase"
        value={value}
        onValueChange={(text) => onValueChange(text.toLowerCase())}
      />
      <datalist id={id}>
        {[...new Set(["eu", "us", ...residencies])].map((residency) => (
          <option key={residency} value={residency} />
        ))}
      </datalist>
    </>
  );
}
