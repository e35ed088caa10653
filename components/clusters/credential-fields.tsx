"use client";
import { useTranslations } from "next-intl";
import { Field } from "#components/ui/field.tsx";
import { Input } from "#components/ui/input.tsx";
import { Select } from "#components/ui/select.tsx";
import { Textarea } from "#components/ui/textarea.tsx";
import type { CredentialForm, FieldErrors } from "./registration-form.ts";
import { useFieldWords } from "./use-field-words.ts";

type Props = {
  value: CredentialForm;
  onChange: (change: Partial<CredentialForm>) => void;
  errors: FieldErrors;
};

/** A token, or a client certificate with its key. What is typed is kept nowhere but here. */
export function CredentialFields({ value, onChange, errors }: Props) {
  const t = useTranslations("clusters.form");
  const words = useFieldWords(errors);
  return (
    <>
      <Field label={t("credential")}>
        <Select
          options={[
            { value: "token", label: t("token") },
            { value: "client-certificate", label: t("clientCertificate") },
          ]}
          value={value.kind}
          onValueChange={(kind) => onChange({ kind })}
          className="w-full"
        />
      </Field>
      {value.kind === "token" ? (
        <Field label={t("token")} name="token" error={words("token")} description={t("sealed")} required>
          <Input
            type="password"
            mono
            autoComplete="off"
            value={value.token}
            onValueChange={(token) => onChange({ token })}
          />
        </Field>
      ) : (
        <>
          <Field label={t("cert")} name="cert" error={words("cert")} required>
            <Textarea
              mono
              autoComplete="off"
              className="max-h-40"
              value={value.cert}
              onChange={(event) => onChange({ cert: event.target.value })}
            />
          </Field>
          <Field label={t("key")} name="key" error={words("key")} description={t("sealed")} required>
            <Textarea
              mono
              autoComplete="off"
              className="max-h-40"
              value={value.key}
              onChange={(event) => onChange({ key: event.target.value })}
            />
          </Field>
        </>
      )}
    </>
  );
}
