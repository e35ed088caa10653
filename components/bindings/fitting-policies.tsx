"use client";
import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { Trouble } from "#components/runs/trouble.tsx";
import { PolicyText } from "#components/shared/policy-text.tsx";
import { Skeleton } from "#components/ui/skeleton.tsx";
import { fittingOptions } from "#lib/access/binding-client.ts";
import { ReadError } from "#lib/platform/read.ts";

/** The least policies that carry what is bound, to copy for whoever keeps the role, the access key or Vault. */
export function FittingPolicies({ serviceAccountId }: { serviceAccountId: string }) {
  const t = useTranslations("bindings");
  const { data, error, refetch } = useQuery(fittingOptions(serviceAccountId));
  if (error instanceof ReadError) return <Trouble error={error.failure} onRetry={() => void refetch()} />;
  if (!data) return <Skeleton className="mt-3 h-9" />;
  const { policies, keysUnknown } = data;
  if (policies.length === 0) return <p className="mt-3 text-muted">{t("policyNone")}</p>;
  return (
    <div className="mt-3 grid grid-cols-1 gap-2">
      {policies.map(({ of, text }) => (
        <details key={of} className="min-w-0 rounded-md border border-line">
          <summary className="cursor-pointer px-3 py-2 font-medium">{t(`policy.${of}`)}</summary>
          <div className="grid grid-cols-1 gap-2 px-3 pb-3">
            <p className="text-muted">{t(`policyHint.${of}`)}</p>
            <PolicyText text={text} label={t(`policy.${of}`)} />
            {of === "role" && keysUnknown.length > 0 && (
              <p className="text-muted">{t("policyKms", { names: keysUnknown.join(", ") })}</p>
            )}
          </div>
        </details>
      ))}
    </div>
  );
}
