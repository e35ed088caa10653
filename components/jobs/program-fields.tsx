"use client";
import { useTranslations } from "next-intl";
import { Field } from "#components/ui/field.tsx";
import { Select } from "#components/ui/select.tsx";
import { ArgumentRows } from "./argument-rows.tsx";
import { CodeArea } from "./code-area.tsx";
import type { JobForm } from "./job-form.ts";

type Props = {
  form: JobForm;
  onChange: (part: Partial<JobForm>) => void;
  errorAt: (path: string) => string | undefined;
};

/** What a job of each type runs: a Python program, or a container's command. */
export function ProgramFields({ form, onChange, errorAt }: Props) {
  const t = useTranslations("jobs.form");
  if (form.type === "container")
    return (
      <ArgumentRows
        name="command"
        rows={form.command}
        onChange={(command) => onChange({ command })}
        errorAt={errorAt}
      />
    );
  const paths = [...new Set([form.programPath, ...form.files.map(({ path }) => path)].filter(Boolean))];
  return (
    <div className="mb-5 grid gap-4">
      <div className="grid gap-4 sm:grid-cols-2">
        <Field label={t("program")}>
          <Select
            options={[
              { value: "inline" as const, label: t("programInline") },
              { value: "file" as const, label: t("programFile") },
            ]}
            value={form.programKind}
            onValueChange={(programKind) => onChange({ programKind })}
          />
        </Field>
        {form.programKind === "file" && (
          <Field label={t("programPath")} hint={t("programPathHint")} error={errorAt("program.path")}>
            <Select
              options={paths.map((path) => ({ value: path, label: path, mono: true }))}
              value={form.programPath || null}
              placeholder={t("programPathEmpty")}
              disabled={paths.length === 0}
              onValueChange={(programPath) => onChange({ programPath })}
            />
          </Field>
        )}
      </div>
      {form.programKind === "inline" && (
        <Field label={t("code")} hint={t("codeHint")} error={errorAt("program.code")}>
          <CodeArea
            value={form.code}
            rows={14}
            className="max-h-[32rem] min-h-56 overflow-auto"
            onValueChange={(code) => onChange({ code })}
          />
        </Field>
      )}
    </div>
  );
}
