"use client";
import { useTranslations } from "next-intl";
import { cn } from "#components/ui/cn.ts";
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
    <fieldset aria-describedby={error && "type-error"}>
      <legend className="mb-2 font-semibold">{t("legend")}</legend>
      <div className="grid gap-2">
        {types.map((type) => (
          <label
            key={type.value}
            className={cn(
              "flex cursor-pointer items-start gap-3 rounded-md border border-line px-3 py-2.5 hover:bg-sunken",
              value === type.value && "border-accent-line bg-accent-soft",
            )}
          >
            <input
              type="radio"
              name="type"
              value={type.value}
              checked={value === type.value}
              onChange={() => onChange(type.value)}
              className="mt-1 accent-accent"
            />
            <span>
              <span className="font-medium">{t(type.name)}</span>
              <span className="block text-muted">{t(type.text)}</span>
            </span>
          </label>
        ))}
      </div>
      {error && (
        <p id="type-error" role="alert" className="mt-2 text-bad text-sm">
          {error}
        </p>
      )}
    </fieldset>
  );
}
