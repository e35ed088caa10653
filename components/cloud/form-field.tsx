"use client";
import { useTranslations } from "next-intl";
import { Field } from "#components/ui/field.tsx";
import { Input } from "#components/ui/input.tsx";
import type { AccountField, AccountForm, AccountProblem } from "./account-form.ts";

export type FormProps = {
  form: AccountForm;
  onChange: (part: Partial<AccountForm>) => void;
  problems: Partial<Record<AccountField, AccountProblem>>;
};
type Props = FormProps & {
  field: Exclude<AccountField, "kind" | "signIn">;
  required?: boolean;
  description?: string;
  /** Typed and sent, and never shown: the browser is asked not to keep it either. */
  secret?: boolean;
  list?: string;
  mono?: boolean;
};

/** One line of an account's form, with what it lacks. */
export function FormField({
  form,
  onChange,
  problems,
  field,
  required,
  description,
  secret,
  list,
  mono = true,
}: Props) {
  const t = useTranslations("cloud");
  const problem = problems[field];
  return (
    <Field
      label={t(`field.${field}`)}
      required={required}
      description={description}
      error={problem && t(`problem.${problem}`)}
    >
      <Input
        mono={mono}
        type={secret ? "password" : "text"}
        autoComplete={secret ? "new-password" : "off"}
        list={list}
        value={form[field]}
        onValueChange={(value) => onChange({ [field]: value })}
      />
    </Field>
  );
}
