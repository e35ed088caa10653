"use client";
import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { type ReactNode, useRef, useState } from "react";
import { ResidencyChip } from "#components/shared/residency-chip.tsx";
import { Button } from "#components/ui/button.tsx";
import { Dialog, DialogClose } from "#components/ui/dialog.tsx";
import { Field } from "#components/ui/field.tsx";
import { Input } from "#components/ui/input.tsx";
import { Mono } from "#components/ui/mono.tsx";
import { Select } from "#components/ui/select.tsx";
import { Textarea } from "#components/ui/textarea.tsx";
import { askForAccess, askToJoin } from "#lib/access/actions.ts";
import { placementOptions } from "#lib/access/client.ts";
import { type AccessAsked, type Asking, firstAccess, snapshotOf, titleOf } from "./asking.ts";
import { HowLong, type HowLongValue } from "./how-long.tsx";
import { useRequestWords } from "./request-words.tsx";
import { useSendRequest } from "./use-send-request.ts";

type Props = { asking: Asking; open: boolean; onOpenChange: (open: boolean) => void };
type Errors = Partial<Record<"namespace" | "name" | "why", string>>;

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
  const [why, setWhy] = useState("");
  const [days, setDays] = useState<HowLongValue>("90");
  const [errors, setErrors] = useState<Errors>({});
  const { send, sending, failure } = useSendRequest(() => onOpenChange(false));
  const form = useRef<HTMLFormElement>(null);

  const chosen = asking.kind === "namespace" && namespace ? { ...asking, namespace: namespace.name } : asking;
  const title = titleOf(chosen, access);
  const named = asking.kind === "service-account" ? { ...title, params: { ...title.params, name } } : title;
  const isGoverned = asking.kind !== "service-account";

  const check = (): Errors => ({
    ...(asking.kind === "namespace" && !namespace ? { namespace: t("chooseNamespace") } : {}),
    ...(asking.kind === "service-account" && !nameRule.test(name) ? { name: t("accountNameWrong") } : {}),
    ...(why.trim().length < 3 ? { why: t("whyMissing") } : {}),
  });
  const submit = async () => {
    const found = check();
    setErrors(found);
    const [first] = Object.keys(found);
    if (first)
      return form.current?.querySelector<HTMLElement>(`[data-field=${first}] :is(input, textarea, button)`)?.focus();
    const snapshot = snapshotOf(asking, { access, namespaceId: namespace?.id ?? null, name });
    if (!snapshot) return;
    const from = { project: asking.project, jobId: asking.job?.id ?? null };
    const length = isGoverned && days !== "good" ? Number(days) : null;
    await send(plain(named), () =>
      snapshot.kind === "project-role"
        ? askToJoin({ ...from, role: snapshot.role, why, days: length })
        : askForAccess({ ...from, snapshot, why, days: length }),
    );
  };

  return (
    <Dialog
      title={t("title")}
      open={open}
      onOpenChange={onOpenChange}
      footer={
        <>
          <DialogClose>{t("cancel")}</DialogClose>
          <Button variant="primary" pending={sending} onClick={() => void submit()}>
            {t("send")}
          </Button>
        </>
      }
    >
      <form
        ref={form}
        noValidate
        className="flex flex-col gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          void submit();
        }}
      >
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
        {failure && (
          <div role="alert" className="rounded-md bg-bad-soft px-3 py-2">
            <p className="font-medium text-bad">{t("notSent")}</p>
            <p>{failure.message || t("noAnswer")}</p>
            {failure.requestId && (
              <p className="mt-1 text-muted text-sm">
                <Mono>{failure.requestId}</Mono>
              </p>
            )}
          </div>
        )}
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
        <div data-field="why">
          <Field label={t("why")} hint={t("whyHint")} error={errors.why} required>
            <Textarea value={why} maxLength={2000} onChange={(event) => setWhy(event.currentTarget.value)} />
          </Field>
        </div>
        {isGoverned && <HowLong value={days} onChange={setDays} />}
      </form>
    </Dialog>
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
