"use client";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { Refusal } from "#components/shared/refusal.tsx";
import { Section } from "#components/shared/section.tsx";
import { useChange } from "#components/shared/use-change.ts";
import { Button } from "#components/ui/button.tsx";
import { Field } from "#components/ui/field.tsx";
import { Input } from "#components/ui/input.tsx";
import { allowCrossing } from "#lib/cloud/actions.ts";
import { isResidency, ResidencyInput } from "./residency-input.tsx";

const blank = { from: "", to: "", reason: "" };

/** Opens a line with a reason that stays beside it. */
export function OpenLine({ residencies, onDone }: { residencies: string[]; onDone: () => void }) {
  const t = useTranslations("cloud");
  const [form, setForm] = useState(blank);
  const [isTried, setTried] = useState(false);
  const { submit, pending, failure } = useChange(
    () => allowCrossing(form),
    () => {
      setForm(blank);
      setTried(false);
      onDone();
    },
  );
  const problems = {
    from: isResidency(form.from) ? undefined : t("problem.residency"),
    to: !isResidency(form.to) ? t("problem.residency") : form.to === form.from ? t("problem.sameResidency") : undefined,
    reason: form.reason.trim().length >= 3 ? undefined : t("problem.reason"),
  };
  const send = () => {
    setTried(true);
    if (!problems.from && !problems.to && !problems.reason) submit();
  };
  const errorOf = (field: keyof typeof blank) => (isTried ? problems[field] : undefined);
  return (
    <Section title={t("openLine")} className="mt-8">
      <form
        className="grid gap-4 sm:grid-cols-[8rem_8rem_1fr_auto] sm:items-start"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          send();
        }}
      >
        <Field label={t("dataOf")} error={errorOf("from")}>
          <ResidencyInput
            label={t("dataOf")}
            residencies={residencies}
            value={form.from}
            onValueChange={(from) => setForm({ ...form, from })}
          />
        </Field>
        <Field label={t("mayBeUsedIn")} error={errorOf("to")}>
          <ResidencyInput
            label={t("mayBeUsedIn")}
            residencies={residencies}
            value={form.to}
            onValueChange={(to) => setForm({ ...form, to })}
          />
        </Field>
        <Field label={t("columnReason")} error={errorOf("reason")}>
          <Input value={form.reason} onValueChange={(reason) => setForm({ ...form, reason })} />
        </Field>
        <Button type="submit" pending={pending} className="sm:mt-5.5">
          {t("openLineNow")}
        </Button>
      </form>
      <Refusal failure={failure} />
    </Section>
  );
}
