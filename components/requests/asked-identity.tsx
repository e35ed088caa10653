"use client";
import { useTranslations } from "next-intl";
import { type Identity, IdentityFields, type ProposedRole } from "#components/service-accounts/identity-fields.tsx";
import type { ServiceAccountPlace } from "#lib/clusters/service-account-client.ts";

type Props = {
  kind: "aws" | "datacenter";
  place: ServiceAccountPlace;
  value: Identity;
  onChange: (part: Partial<Identity>) => void;
  isTried: boolean;
  proposed: ProposedRole | null;
};

/** What the pods of a new service account act as: only an admin says so, never the request. */
export function AskedIdentity(props: Props) {
  const t = useTranslations("requests.identity");
  return (
    <fieldset className="mb-4 min-w-0">
      <legend className="font-semibold">{t("title")}</legend>
      <p className="mb-2 text-muted">{t("text")}</p>
      <div className="grid grid-cols-1 gap-3">
        <IdentityFields {...props} />
      </div>
    </fieldset>
  );
}
