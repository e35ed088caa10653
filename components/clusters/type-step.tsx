"use client";
import { useTranslations } from "next-intl";
import { RadioCards } from "#components/ui/radio-cards.tsx";
import type { ClusterTypeName } from "#lib/clusters/cluster-type.ts";

const types = [
  { value: "datacenter", name: "datacenter", text: "datacenterText" },
  { value: "eks", name: "eks", text: "eksText" },
  { value: "eks-restricted", name: "eksRestricted", text: "eksRestrictedText" },
] as const;

type Props = { value: ClusterTypeName | null; onChange: (type: ClusterTypeName) => void; error?: string | undefined };

/** The first step: how Slipway reaches the cluster, and what its pods get there. */
export function TypeStep({ value, onChange, error }: Props) {
  const t = useTranslations("clusters.type");
  return (
    <RadioCards
      legend={t("legend")}
      name="type"
      options={types.map(({ value, name, text }) => ({ value, label: t(name), text: t(text) }))}
      value={value}
      onValueChange={onChange}
      error={error}
    />
  );
}
