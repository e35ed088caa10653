"use client";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useId, useState } from "react";
import { useClusterOptions } from "#components/namespaces/cluster-select.tsx";
import { CascadeSelect } from "#components/shared/cascade-select.tsx";
import { ChangeDialog } from "#components/shared/change-dialog.tsx";
import { useChange } from "#components/shared/use-change.ts";
import { Button } from "#components/ui/button.tsx";
import { Field } from "#components/ui/field.tsx";
import { Input } from "#components/ui/input.tsx";
import { toast } from "#components/ui/toast.ts";
import type { ClusterChoiceView } from "#lib/clusters/namespace-client.ts";
import { registerServiceAccount } from "#lib/clusters/service-account-actions.ts";
import { placesOptions } from "#lib/clusters/service-account-client.ts";
import { type Identity, IdentityFields, identityOf, identityProblems, noIdentity } from "./identity-fields.tsx";
import { useFoundAccounts } from "./use-found-accounts.ts";

/** The button of the page, and the form behind it: cluster, then namespace, then project, then what it is. */
export function RegisterServiceAccount({ clusters }: { clusters: ClusterChoiceView[] }) {
  const t = useTranslations("serviceAccounts");
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button variant="primary" onClick={() => setOpen(true)}>
        {t("register")}
      </Button>
      {open && <RegisterDialog clusters={clusters} onClose={() => setOpen(false)} />}
    </>
  );
}

const dnsName = /^[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?$/;

function RegisterDialog({ clusters, onClose }: { clusters: ClusterChoiceView[]; onClose: () => void }) {
  const t = useTranslations("serviceAccounts");
  const client = useQueryClient();
  const [clusterId, setCluster] = useState<string | null>(null);
  const [namespaceId, setNamespace] = useState<string | null>(null);
  const [projectId, setProject] = useState<string | null>(null);
  const [name, setName] = useState("");
  const [typed, setTyped] = useState<Partial<Identity>>({});
  const [isTried, setTried] = useState(false);
  const { data: found } = useQuery(placesOptions(clusterId));
  const places = found?.places ?? [];
  const kind = found?.accountKind;
  const here = places.filter((place) => place.namespaceId === namespaceId);
  const namespace = here[0]?.namespace ?? null;
  const place = clusterId && namespace && dnsName.test(name) ? { clusterId, namespace, name } : null;
  const { accounts, proposed } = useFoundAccounts({ clusterId, namespace, name, place: kind === "aws" ? place : null });
  const identity = { ...noIdentity, ...proposed, ...typed };
  const listId = useId();

  const isWhole =
    kind && namespaceId && projectId && dnsName.test(name) && identityProblems(kind, identity).length === 0;
  const change = useChange(
    () =>
      registerServiceAccount({
        namespaceId: namespaceId ?? "",
        projectId: projectId ?? "",
        name,
        ...identityOf(kind ?? "aws", identity),
      }),
    () => {
      toast.success(t("registeredAs", { name }));
      void client.invalidateQueries({ queryKey: ["admin", "service-accounts"] });
      onClose();
    },
  );
  const choose = (to: { cluster?: string; namespace?: string }) => {
    if (to.cluster) {
      setCluster(to.cluster);
      // A role or a Secret of another account is of no use here.
      setTyped({});
    }
    setNamespace(to.namespace ?? null);
    setProject(null);
    setName("");
  };
  const missing = (value: unknown) => (isTried && !value ? t("required") : undefined);
  return (
    <ChangeDialog
      size="md"
      title={t("registerTitle")}
      text={t("registerText")}
      verb={t("register")}
      change={change}
      onDo={() => {
        setTried(true);
        if (isWhole) change.submit();
      }}
      onClose={onClose}
    >
      <CascadeSelect
        label={t("columnCluster")}
        options={useClusterOptions(clusters)}
        value={clusterId}
        onValueChange={(cluster) => choose({ cluster })}
        error={missing(clusterId)}
      />
      <CascadeSelect
        label={t("columnNamespace")}
        options={[...new Map(places.map((place) => [place.namespaceId, place.namespace]))].map(([value, label]) => ({
          value,
          label,
          mono: true,
        }))}
        value={namespaceId}
        onValueChange={(chosen) => choose({ namespace: chosen })}
        error={missing(namespaceId)}
        description={found && places.length === 0 ? t("noPlaces") : undefined}
        {...(clusterId ? {} : { waitsFor: t("afterCluster") })}
      />
      <CascadeSelect
        label={t("columnProject")}
        hint={t("oneEach")}
        options={here.map((place) => ({
          value: place.projectId,
          label: place.project,
          mono: true,
          ...(place.serviceAccount ? { disabledReason: t("hasOne", { name: place.serviceAccount }) } : {}),
        }))}
        value={projectId}
        onValueChange={setProject}
        error={missing(projectId)}
        {...(namespaceId ? {} : { waitsFor: t("afterNamespace") })}
      />
      <Field
        label={t("columnName")}
        description={accounts.length > 0 ? t("nameFound", { count: accounts.length }) : t("nameHint")}
        error={isTried && !dnsName.test(name) ? t("nameWrong") : undefined}
      >
        <Input mono list={listId} autoComplete="off" value={name} onValueChange={setName} />
      </Field>
      <datalist id={listId}>
        {accounts.map((each) => (
          <option key={each.name} value={each.name} />
        ))}
      </datalist>
      {kind && (
        <IdentityFields
          kind={kind}
          place={place}
          value={identity}
          isTried={isTried}
          onChange={(part) => setTyped((now) => ({ ...now, ...part }))}
          proposed={proposed}
        />
      )}
    </ChangeDialog>
  );
}
