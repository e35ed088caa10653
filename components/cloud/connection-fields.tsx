"use client";
import { useTranslations } from "next-intl";
import { regions } from "#lib/aws/regions.ts";
import { FormField, type FormProps } from "./form-field.tsx";

/** Where an account is reached. */
export function ConnectionFields(props: FormProps) {
  const t = useTranslations("cloud");
  const isAws = props.form.kind === "aws";
  return (
    <div className="grid gap-4 sm:grid-cols-2">
      <datalist id="regions">
        {regions.map((region) => (
          <option key={region} value={region} />
        ))}
      </datalist>
      <FormField {...props} field="name" required description={t("nameHint")} />
      {isAws && <FormField {...props} field="accountId" required description={t("accountIdHint")} />}
      <FormField {...props} field="region" required list="regions" description={t("regionHint")} />
      {isAws ? (
        <FormField {...props} field="endpoint" description={t("endpointHint")} />
      ) : (
        <>
          <FormField {...props} field="s3Endpoint" required description={t("s3EndpointHint")} />
          <FormField {...props} field="registryUrl" required description={t("registryUrlHint")} />
          <FormField {...props} field="vaultAddress" required description={t("vaultAddressHint")} />
          <FormField {...props} field="vaultMount" required description={t("vaultMountHint")} />
          <FormField {...props} field="secretMounts" required description={t("secretMountsHint")} />
        </>
      )}
      <FormField {...props} field="initRepository" required description={t("initRepositoryHint")} />
      <FormField {...props} field="initTag" required />
    </div>
  );
}
