"use client";
import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { CascadeSelect } from "#components/shared/cascade-select.tsx";
import { Field } from "#components/ui/field.tsx";
import { Input } from "#components/ui/input.tsx";
import { eksClustersOptions } from "#lib/clusters/cluster-client.ts";

type Props = {
  cloudAccountId: string | null;
  region: string;
  value: string;
  onChange: (name: string) => void;
  error: string | undefined;
};

/** The cluster's name in AWS: chosen from what the account lists, and typed where it may not be listed. */
export function EksField({ cloudAccountId, region, value, onChange, error }: Props) {
  const t = useTranslations("clusters.form");
  const canList = cloudAccountId !== null && /^[a-z]{2}(-[a-z]+)+-\d$/.test(region);
  const { data, isError } = useQuery({ ...eksClustersOptions(cloudAccountId ?? "", region), enabled: canList });
  if (data && data.length > 0)
    return (
      <CascadeSelect
        label={t("eksClusterName")}
        name="eksClusterName"
        options={data.map((name) => ({ value: name, label: name, mono: true }))}
        value={data.includes(value) ? value : null}
        onValueChange={onChange}
        hint={t("eksListed", { count: data.length })}
        error={error}
      />
    );
  return (
    <Field
      label={t("eksClusterName")}
      name="eksClusterName"
      error={error}
      description={isError ? t("eksTyped") : data ? t("eksListed", { count: 0 }) : undefined}
      required
    >
      <Input mono value={value} onValueChange={onChange} />
    </Field>
  );
}
