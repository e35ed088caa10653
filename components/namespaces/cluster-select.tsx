"use client";
import { useTranslations } from "next-intl";
import { ResidencyChip } from "#components/shared/residency-chip.tsx";
import { Badge } from "#components/ui/badge.tsx";
import { Combobox } from "#components/ui/combobox.tsx";
import type { Option } from "#components/ui/option.tsx";
import { Select } from "#components/ui/select.tsx";
import type { ClusterChoiceView } from "#lib/clusters/namespace-client.ts";

/** Clusters as options: type, region and residency beside each name. */
export function useClusterOptions(clusters: readonly ClusterChoiceView[]): Option[] {
  const t = useTranslations("placement");
  return clusters.map(({ id, name, type, region, residency }) => ({
    value: id,
    label: name,
    detail: region,
    chips: (
      <>
        <Badge>{t.has(`type.${type as "eks"}`) ? t(`type.${type as "eks"}`) : type}</Badge>
        <ResidencyChip residency={residency} />
      </>
    ),
  }));
}

type Props = {
  label: string;
  clusters: readonly ClusterChoiceView[];
  value: string;
  onValueChange: (id: string) => void;
};

/** Which cluster a list is of. */
export function ClusterSelect({ label, clusters, value, onValueChange }: Props) {
  const options = useClusterOptions(clusters);
  const Control = options.length > 8 ? Combobox : Select;
  return (
    <Control
      label={label}
      options={options}
      value={value}
      onValueChange={onValueChange}
      className="w-96 max-sm:w-full"
    />
  );
}
