"use client";
import { useTranslations } from "next-intl";
import { Field } from "#components/ui/field.tsx";
import { Input } from "#components/ui/input.tsx";

type Needs = "role-arn" | "access-key-secret";
export type IdentityText = { roleArn: string; accessKeySecret: string; vaultRole: string };
type Identity = { roleArn: string | null; accessKeySecret: string | null; vaultRole: string | null };
type Read = { ok: true; identity: Identity } | { ok: false; errors: Partial<Record<keyof IdentityText, true>> };

export const emptyIdentity: IdentityText = { roleArn: "", accessKeySecret: "", vaultRole: "" };

/** What was typed as it is registered, or the field that is wrong. */
export function identityOf(needs: Needs, text: IdentityText): Read {
  const roleArn = text.roleArn.trim();
  const accessKeySecret = text.accessKeySecret.trim();
  const vaultRole = text.vaultRole.trim() || null;
  if (needs === "role-arn")
    return /^arn:[^:]+:iam::\d{12}:role\/.+$/.test(roleArn)
      ? { ok: true, identity: { roleArn, accessKeySecret: null, vaultRole: null } }
      : { ok: false, errors: { roleArn: true } };
  return /^[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?$/.test(accessKeySecret)
    ? { ok: true, identity: { roleArn: null, accessKeySecret, vaultRole } }
    : { ok: false, errors: { accessKeySecret: true } };
}

type Props = {
  needs: Needs;
  value: IdentityText;
  onChange: (value: IdentityText) => void;
  errors: Partial<Record<keyof IdentityText, true>>;
};

/** What the pods of a new service account act as: only an admin says so, never the request. */
export function IdentityFields({ needs, value, onChange, errors }: Props) {
  const t = useTranslations("requests.identity");
  const names = needs === "role-arn" ? (["roleArn"] as const) : (["accessKeySecret", "vaultRole"] as const);
  return (
    <fieldset className="mb-4">
      <legend className="font-semibold">{t("title")}</legend>
      <p className="mb-2 text-muted">{t("text")}</p>
      <div className="grid gap-3 sm:grid-cols-2">
        {names.map((name) => (
          <Field
            key={name}
            label={t(name)}
            required={name !== "vaultRole"}
            error={errors[name] && t("missing")}
            className={needs === "role-arn" ? "sm:col-span-2" : ""}
          >
            <Input mono value={value[name]} onValueChange={(text) => onChange({ ...value, [name]: text })} />
          </Field>
        ))}
      </div>
    </fieldset>
  );
}
