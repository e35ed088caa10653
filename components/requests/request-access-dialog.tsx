"use client";
import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { type ReactNode, useState } from "react";
import { ResidencyChip } from "#components/shared/residency-chip.tsx";
import { Field } from "#components/ui/field.tsx";
import { Input } from "#components/ui/input.tsx";
import { Select } from "#components/ui/select.tsx";
import { askForAccess, askToJoin } from "#lib/access/actions.ts";
import { placementOptions } from "#lib/access/client.ts";
import { AskDialog } from "./ask-dialog.tsx";
import { type AccessAsked, type Asking, firstAccess, snapshotOf, titleOf } from "./asking.ts";
import { useRequestWords } from "./request-words.tsx";

type Props = { asking: Asking; open: boolean; onOpenChange: (open: boolean) => void };

const nameRule = /^[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?$/;

/** Asks for what is greyed: what and where is filled in, the person adds why and for how long. */
export function RequestAccessDialog({ asking, open, onOpenChange }: Props) {
  const t = useTranslations("requestAccess");
  const { rich, plain } = useRequestWords();
  const [access, setAccess] = useState<AccessAsked>(firstAccess(asking));
  const [namespace, setNamespace] = useState<{ id: string; name: string } | null>(
    asking.kind === "namespace" && asking.namespaceId ? { id: asking.namespaceId, name: asking.namespace } : null,
  );
  const [name, setName] = useState(
    asking.kind === "service-account" ? `${asking.namespace.replace(/-batch$/, "")}-runner` : "",
  );
  const chosen = asking.kind === "namespace" && namespace ? { ...asking, namespace: namespace.name } : asking;
  const title = titleOf(chosen, access);
  const named = asking.kind === "service-account" ? { ...title, params: { ...title.params, name } } : title;

  const check = () => ({
    ...(asking.kind === "namespace" && !namespace ? { namespace: t("chooseNamespace") } : {}),
    ...(asking.kind === "service-account" && !nameRule.test(name) ? { name: t("accountNameWrong") } : {}),
  });
  const ask = ({ why, days }: { why: string; days: number | null }) => {
    const given = { project: asking.project, jobId: asking.job?.id ?? null, why, days };
    const snapshot = snapshotOf(asking, { access, namespaceId: namespace?.id ?? null, name });
    if (!snapshot) throw new Error("Something is asked for that was not chosen");
    return snapshot.kind === "project-role"
      ? askToJoin({ ...given, role: snapshot.role })
      : askForAccess({ ...given, snapshot });
  };

  return (
    <AskDialog
      title={t("title")}
      open={open}
      onOpenChange={onOpenChange}
      what={plain(named)}
      mayEnd={asking.kind !== "service-account"}
      check={check}
      ask={ask}
    >
      {(errors) => (
        <>
          <dl className="grid grid-cols-[5rem_minmax(0,1fr)] gap-x-3 gap-y-1 rounded-md border border-line bg-sunken px-3 py-2.5">
            <Fact label={t("what")}>
              <strong className="font-medium">
                {asking.kind === "namespace" && !namespace
                  ? t.rich("namespaceIn", { cluster: asking.cluster, name: asName })
                  : rich(named)}
              </strong>
            </Fact>
            {asking.kind !== "project-role" && (
              <>
                <Fact label={t("where")}>
                  <Where asking={chosen} />
                </Fact>
                <Fact label={t("for")}>{t.rich("forProject", { project: asking.project, name: asName })}</Fact>
              </>
            )}
            {asking.job && (
              <Fact label={t("from")}>
                {t("fromJob", { job: asking.job.name })} <span className="text-muted">{t("fromJobHint")}</span>
              </Fact>
            )}
          </dl>
          {asking.kind === "namespace" && !asking.namespaceId && (
            <div data-field="namespace">
              <NamespaceChoice asking={asking} value={namespace} onChange={setNamespace} error={errors.namespace} />
            </div>
          )}
          {asking.kind === "binding" && asking.resourceKind === "bucket" && (
            <Field label={t("access")}>
              <Select
                value={access}
                onValueChange={setAccess}
                options={[
                  { value: "read", label: t("accessRead") },
                  { value: "write", label: t("accessWrite") },
                ]}
              />
            </Field>
          )}
          {asking.kind === "service-account" && (
            <div data-field="name">
              <Field label={t("accountName")} hint={t("accountNameHint")} error={errors.name} required>
                <Input mono value={name} onValueChange={setName} />
              </Field>
            </div>
          )}
        </>
      )}
    </AskDialog>
  );
}

const asName = (chunks: ReactNode) => <code className="break-all font-mono text-sm">{chunks}</code>;

function Fact({ label, children }: { label: string; children: ReactNode }) {
  return (
    <>
      <dt className="text-muted">{label}</dt>
      <dd className="min-w-0 break-words">{children}</dd>
    </>
  );
}

function Where({ asking }: { asking: Exclude<Asking, { kind: "project-role" }> | Asking }) {
  if (asking.kind === "project-role") return null;
  const parts = [
    asking.cluster,
    ...(asking.namespace ? [asking.namespace] : []),
    ...(asking.kind === "binding" ? [asking.serviceAccount] : []),
    ...(asking.kind === "binding" && asking.prefix ? [asking.prefix] : []),
  ];
  return (
    <span className="inline-flex flex-wrap items-center gap-x-2">
      <code className="break-all font-mono text-sm">{parts.join(" / ")}</code>
      <ResidencyChip residency={asking.residency} />
    </span>
  );
}

type ChoiceProps = {
  asking: Extract<Asking, { kind: "namespace" }>;
  value: { id: string; name: string } | null;
  onChange: (value: { id: string; name: string }) => void;
  error: string | undefined;
};

/** Which namespace of a cluster of which the project has none. */
function NamespaceChoice({ asking, value, onChange, error }: ChoiceProps) {
  const t = useTranslations("requestAccess");
  const { data } = useQuery(placementOptions({ project: asking.project, clusterId: asking.clusterId }));
  const namespaces = data?.namespaces.filter(({ obstacle }) => obstacle !== null) ?? [];
  return (
    <Field label={t("namespace")} error={error} required>
      <Select
        options={namespaces.map(({ id, name }) => ({ value: id, label: name, mono: true }))}
        value={value?.id ?? null}
        placeholder={t("chooseNamespace")}
        onValueChange={(id) => {
          const found = namespaces.find((each) => each.id === id);
          if (found) onChange({ id, name: found.name });
        }}
      />
    </Field>
  );
}
