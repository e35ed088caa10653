"use client";
import type { Route } from "next";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { CascadeSelect } from "#components/shared/cascade-select.tsx";
import { Field } from "#components/ui/field.tsx";
import { Input } from "#components/ui/input.tsx";
import type { RegistrationView } from "#lib/clusters/cluster-client.ts";
import { ApiServerFields } from "./api-server-fields.tsx";
import { EksField } from "./eks-field.tsx";
import type { CredentialForm, FieldErrors, RegistrationForm } from "./registration-form.ts";
import { useFieldWords } from "./use-field-words.ts";

type Props = {
  form: RegistrationForm;
  onChange: (change: Partial<RegistrationForm>) => void;
  credential: CredentialForm;
  onCredential: (change: Partial<CredentialForm>) => void;
  choices: RegistrationView;
  errors: FieldErrors;
};

/** The second step: where the cluster is and what it is reached with. */
export function ConnectionStep({ form, onChange, credential, onCredential, choices, errors }: Props) {
  const t = useTranslations("clusters.form");
  const words = useFieldWords(errors);
  const isDatacenter = form.type === "datacenter";
  const accounts = choices.accounts.filter(({ kind }) => (kind === "datacenter") === isDatacenter);
  const chooseAccount = (cloudAccountId: string) => {
    const account = accounts.find(({ id }) => id === cloudAccountId);
    // What was found of another account is not of this one.
    onChange({ cloudAccountId, region: account?.region ?? form.region, eksClusterName: "", logBucketId: null });
  };
  return (
    <div className="grid max-w-xl gap-4">
      <Field label={t("name")} name="name" hint={t("nameHint")} error={words("name")} required>
        <Input mono autoComplete="off" value={form.name} onValueChange={(name) => onChange({ name })} />
      </Field>
      {accounts.length > 0 ? (
        <CascadeSelect
          label={t("account")}
          name="cloudAccountId"
          description={t("accountHint")}
          options={accounts.map(({ id, name, region }) => ({ value: id, label: name, detail: region }))}
          value={form.cloudAccountId}
          onValueChange={chooseAccount}
          error={words("cloudAccountId")}
        />
      ) : (
        <p role="status" className="rounded-md bg-warn-soft px-3 py-2">
          {t("noAccount")}{" "}
          <Link href={"/admin/cloud-accounts" as Route} className="text-accent hover:underline">
            {t("toAccounts")}
          </Link>
        </p>
      )}
      <Field label={t("region")} name="region" error={words("region")} required>
        <Input mono value={form.region} onValueChange={(region) => onChange({ region })} />
      </Field>
      {isDatacenter ? (
        <ApiServerFields
          form={form}
          onChange={onChange}
          credential={credential}
          onCredential={onCredential}
          errors={errors}
        />
      ) : (
        <EksField
          cloudAccountId={form.cloudAccountId}
          region={form.region.trim()}
          value={form.eksClusterName}
          onChange={(eksClusterName) =>
            onChange({ eksClusterName, ...(form.name === "" ? { name: eksClusterName.toLowerCase() } : {}) })
          }
          error={words("eksClusterName")}
        />
      )}
    </div>
  );
}
