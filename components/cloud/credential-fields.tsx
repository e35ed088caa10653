"use client";
import { useTranslations } from "next-intl";
import { Field } from "#components/ui/field.tsx";
import { Select } from "#components/ui/select.tsx";
import { FormField, type FormProps } from "./form-field.tsx";

/** How Slipway signs in. What is typed here is sealed when it is kept, and never shown again. */
export function CredentialFields(props: FormProps) {
  const t = useTranslations("cloud");
  const { form, onChange } = props;
  const isAws = form.kind === "aws";
  const hasKey = !isAws || form.signIn === "key";
  return (
    <div className="grid gap-4 sm:grid-cols-2">
      {isAws && (
        <Field label={t("field.signIn")} description={t(`signInHint.${form.signIn}`)} className="sm:col-span-2">
          <Select
            options={(["key", "role"] as const).map((value) => ({ value, label: t(`signIn.${value}`) }))}
            value={form.signIn}
            onValueChange={(signIn) => onChange({ signIn })}
          />
        </Field>
      )}
      {hasKey && (
        <>
          <FormField {...props} field="accessKeyId" required description={isAws ? undefined : t("s3KeyHint")} />
          <FormField {...props} field="secretAccessKey" required secret />
        </>
      )}
      {isAws ? (
        <>
          <FormField {...props} field="roleArn" required={!hasKey} description={hasKey ? t("roleHint") : undefined} />
          <FormField {...props} field="externalId" description={t("externalIdHint")} />
        </>
      ) : (
        <>
          <FormField {...props} field="registryUser" description={t("registryUserHint")} />
          <FormField {...props} field="registryPassword" secret />
          <FormField {...props} field="vaultToken" required secret description={t("vaultTokenHint")} />
        </>
      )}
    </div>
  );
}
