"use client";
import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { AccessMap } from "#components/access/access-map.tsx";
import { ResidencyChip } from "#components/shared/residency-chip.tsx";
import { Section } from "#components/shared/section.tsx";
import { Mono } from "#components/ui/mono.tsx";
import { type BindingsView, bindingsOptions } from "#lib/access/binding-client.ts";
import { BindDialog } from "./bind-dialog.tsx";
import { BindingTable } from "./binding-table.tsx";
import { FittingPolicies } from "./fitting-policies.tsx";
import { RoleComparison } from "./role-comparison.tsx";

/** One service account: where it is, what it is bound to, a picture of that, and what its role really may. */
export function BindingsPage({ initial, mayChange }: { initial: BindingsView; mayChange: boolean }) {
  const t = useTranslations("bindings");
  const { data: account = initial } = useQuery(bindingsOptions(initial.id, initial));
  const [place] = account.clusters;
  const resources = place?.namespaces.flatMap((namespace) => namespace.resources) ?? [];
  return (
    <>
      <dl className="mb-6 flex flex-wrap gap-x-10 gap-y-3">
        <Fact label={t("cluster")}>
          {account.cluster} {place && <ResidencyChip residency={place.residency} />}
        </Fact>
        <Fact label={t("namespace")}>
          <Mono>{account.namespace}</Mono>
        </Fact>
        <Fact label={t("project")}>
          <Mono>{account.project}</Mono>
        </Fact>
        {account.roleArn && (
          <Fact label={t(account.roleBy === "pod-identity" ? "roleByAssociation" : "role")}>
            <Mono truncate>{account.roleArn}</Mono>
          </Fact>
        )}
        {account.accessKeySecret && (
          <Fact label={t("accessKeySecret")}>
            <Mono>{account.accessKeySecret}</Mono>
          </Fact>
        )}
        {account.vaultRole && (
          <Fact label={t("vaultRole")}>
            <Mono>{account.vaultRole}</Mono>
          </Fact>
        )}
      </dl>
      <Section title={t("boundTo")} hint={t("boundHint")} actions={mayChange && <BindDialog account={account} />}>
        <BindingTable account={account} resources={resources} mayChange={mayChange} />
      </Section>
      <Section title={t("reallyMay")} hint={t("reallyMayHint")}>
        <RoleComparison serviceAccountId={account.id} />
        <FittingPolicies serviceAccountId={account.id} />
      </Section>
      <Section title={t("picture")}>
        <AccessMap project={account.project} clusters={account.clusters} />
      </Section>
    </>
  );
}

function Fact({ label, children }: { label: string; children: React.ReactNode }) {
  return (
    <div className="min-w-0 max-w-full">
      <dt className="text-muted text-sm">{label}</dt>
      <dd className="flex min-w-0 items-center gap-2">{children}</dd>
    </div>
  );
}
