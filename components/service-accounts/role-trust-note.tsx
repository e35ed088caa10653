"use client";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { PolicyText } from "#components/shared/policy-text.tsx";
import { associationCommand } from "#lib/aws/association-command.ts";
import type { RoleBy, RolesView, RoleView, ServiceAccountPlace } from "#lib/clusters/service-account-client.ts";

type Props = { role: RoleView; roleBy: RoleBy; place: ServiceAccountPlace; offered: RolesView };

/** What is to be said of a chosen role that does not simply let the service account in. */
export function RoleTrustNote({ role, roleBy, place: { namespace, name }, offered }: Props) {
  const t = useTranslations("serviceAccounts.roleField");
  const { statement, association, associationProblem, eks } = offered;
  const names = { role: role.name, name, namespace };
  if (role.trust === "unknown") return <p className="text-muted text-sm">{t("note.unknown")}</p>;
  if (role.trust === "none")
    return (
      <Needs what={t("note.none", names)}>{statement && <PolicyText text={statement} label={t("statement")} />}</Needs>
    );
  if (roleBy === "annotation")
    return role.trust === "pod-identity" ? <Needs what={t("note.annotation", names)} /> : null;
  if (!role.letsPodsIn) return <Needs what={t("note.shut", names)} />;
  if (role.trust === "associated" || associationProblem !== null) return null;
  const of = { ...eks, namespace, serviceAccount: name, roleArn: role.arn };
  return (
    <Needs what={t("note.pod-identity", names)}>
      <PolicyText text={associationCommand(of, association?.id)} label={t("command")} />
    </Needs>
  );
}

function Needs({ what, children }: { what: string; children?: ReactNode }) {
  return (
    <div className="grid min-w-0 grid-cols-1 gap-2 rounded-md bg-warn-soft px-3 py-2">
      <p role="status">{what}</p>
      {children}
    </div>
  );
}
