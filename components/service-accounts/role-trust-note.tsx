"use client";
import { useTranslations } from "next-intl";
import { PolicyText } from "#components/shared/policy-text.tsx";
import type { RoleView, ServiceAccountPlace } from "#lib/clusters/service-account-client.ts";

type Props = { role: RoleView; place: ServiceAccountPlace; statement: string | null };

/** What is to be said of a chosen role that does not simply let the service account in. */
export function RoleTrustNote({ role, place: { namespace, name }, statement }: Props) {
  const t = useTranslations("serviceAccounts.roleField");
  if (role.trust === "web-identity") return null;
  if (role.trust !== "none") return <p className="text-muted text-sm">{t(`note.${role.trust}`)}</p>;
  return (
    <div className="grid min-w-0 grid-cols-1 gap-2 rounded-md bg-warn-soft px-3 py-2">
      <p role="status">{t("note.none", { role: role.name, name, namespace })}</p>
      {statement && <PolicyText text={statement} label={t("statement")} />}
    </div>
  );
}
