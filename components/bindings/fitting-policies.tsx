"use client";
import { useTranslations } from "next-intl";
import { PolicyText } from "#components/shared/policy-text.tsx";
import type { BindingsView } from "#lib/access/binding-client.ts";

/** The least policies that carry what is bound, to copy for whoever keeps the role, the access key or Vault. */
export function FittingPolicies({ policies }: { policies: BindingsView["policies"] }) {
  const t = useTranslations("bindings");
  if (policies.length === 0) return <p className="mt-3 text-muted">{t("policyNone")}</p>;
  return (
    <div className="mt-3 grid grid-cols-1 gap-2">
      {policies.map(({ of, text }) => (
        <details key={of} className="min-w-0 rounded-md border border-line">
          <summary className="cursor-pointer px-3 py-2 font-medium">{t(`policy.${of}`)}</summary>
          <div className="grid grid-cols-1 gap-2 px-3 pb-3">
            <p className="text-muted">{t(`policyHint.${of}`)}</p>
            <PolicyText text={text} label={t(`policy.${of}`)} />
            {of === "role" && <p className="text-muted">{t("policyKms")}</p>}
          </div>
        </details>
      ))}
    </div>
  );
}
