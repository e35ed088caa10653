"use client";
import { useTranslations } from "next-intl";
import { Field } from "#components/ui/field.tsx";
import { Input } from "#components/ui/input.tsx";
import type { RoleBy, ServiceAccountPlace } from "#lib/clusters/service-account-client.ts";
import { RoleField } from "./role-field.tsx";

/** What a service account is outside of Kubernetes. */
export type Identity = { roleArn: string; roleBy: RoleBy; accessKeySecret: string; vaultRole: string };
export const noIdentity: Identity = { roleArn: "", roleBy: "annotation", accessKeySecret: "", vaultRole: "" };
/** What AWS or the cluster has for it already. */
export type ProposedRole = Pick<Identity, "roleArn" | "roleBy">;

const arn = /^arn:aws[a-z-]*:iam::\d{12}:role\/.+$/;
const secretName = /^[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?$/;

/** The fields that are not as they must be. */
export const identityProblems = (kind: "aws" | "datacenter", value: Identity): (keyof Identity)[] => {
  if (kind === "aws") return arn.test(value.roleArn.trim()) ? [] : ["roleArn"];
  return secretName.test(value.accessKeySecret.trim()) ? [] : ["accessKeySecret"];
};

/** As the commands take it: what a kind of account has not is null. */
export const identityOf = (kind: "aws" | "datacenter", value: Identity) => ({
  roleArn: kind === "aws" ? value.roleArn.trim() : null,
  roleBy: kind === "aws" ? value.roleBy : null,
  accessKeySecret: kind === "datacenter" ? value.accessKeySecret.trim() : null,
  vaultRole: kind === "datacenter" ? value.vaultRole.trim() || null : null,
});

type Props = {
  kind: "aws" | "datacenter";
  /** Of the service account; null until it is chosen. */
  place: ServiceAccountPlace | null;
  value: Identity;
  onChange: (part: Partial<Identity>) => void;
  /** Whether what is wrong is said already. */
  isTried: boolean;
  proposed?: ProposedRole | null;
};

/** On EKS an IAM role; in a data centre a Secret with an access key, and Vault's role. */
export function IdentityFields({ kind, place, value, onChange, isTried, proposed = null }: Props) {
  const t = useTranslations("serviceAccounts");
  const wrong = isTried ? identityProblems(kind, value) : [];
  if (kind === "aws")
    return (
      <RoleField
        place={place}
        value={value}
        onChange={onChange}
        error={wrong.includes("roleArn") ? t("roleField.wrong") : undefined}
        proposed={proposed}
      />
    );
  return (
    <>
      <Field
        label={t("accessKeySecret")}
        description={t("accessKeySecretHint")}
        error={wrong.includes("accessKeySecret") ? t("accessKeySecretWrong") : undefined}
      >
        <Input mono value={value.accessKeySecret} onValueChange={(accessKeySecret) => onChange({ accessKeySecret })} />
      </Field>
      <Field label={t("vaultRole")} description={t("vaultRoleHint")}>
        <Input mono value={value.vaultRole} onValueChange={(vaultRole) => onChange({ vaultRole })} />
      </Field>
    </>
  );
}
