"use client";
import { useQueryClient } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useRef, useState } from "react";
import { Page } from "#components/shared/page.tsx";
import { Refusal } from "#components/shared/refusal.tsx";
import { Section } from "#components/shared/section.tsx";
import { Steps } from "#components/shared/steps.tsx";
import { useChange } from "#components/shared/use-change.ts";
import { Button } from "#components/ui/button.tsx";
import { ButtonLink } from "#components/ui/button-link.tsx";
import { RadioCards } from "#components/ui/radio-cards.tsx";
import { toast } from "#components/ui/toast.ts";
import type { AccountReport as Report } from "#lib/cloud/account-report.ts";
import { registerAccount, tryAccount } from "#lib/cloud/actions.ts";
import { toWire } from "#lib/platform/wire.ts";
import { type AccountForm, accountProblems, emptyAccount, reachOf } from "./account-form.ts";
import { AccountReport } from "./account-report.tsx";
import { accountHref, accountsHref } from "./cloud-href.ts";
import { ConnectionFields } from "./connection-fields.tsx";
import { CredentialFields } from "./credential-fields.tsx";

const steps = ["kind", "connection", "check"] as const;
const kinds = ["aws", "datacenter"] as const;
type Reach = Parameters<typeof tryAccount>[0];

/** Registers an account in three steps: what it is, how it is reached, and what its credential was found to be. */
export function NewAccount() {
  const t = useTranslations("cloud");
  const ui = useTranslations("ui");
  const router = useRouter();
  const queries = useQueryClient();
  const [step, setStep] = useState<(typeof steps)[number]>("kind");
  const [form, setForm] = useState<AccountForm>(emptyAccount);
  const [isTried, setTried] = useState(false);
  const [report, setReport] = useState<Report>();
  const element = useRef<HTMLFormElement>(null);
  const change = (part: Partial<AccountForm>) => setForm((now) => ({ ...now, ...part }));
  const problems = isTried ? accountProblems(form) : {};

  const check = useChange(
    () => tryAccount(reachOf(form) as Reach),
    (found) => {
      setReport(found);
      setStep("check");
    },
  );
  const keep = useChange(
    () => registerAccount({ name: form.name, ...(reachOf(form) as Reach) }),
    ({ id }) => {
      toast.success(t("registered", { name: form.name }));
      void queries.invalidateQueries({ queryKey: ["admin"] });
      router.push(accountHref(id));
    },
  );
  const isUsable = report?.parts.every(({ problem }) => problem === null) ?? false;
  const submit = () => {
    if (step === "kind") return setStep("connection");
    if (step === "check") return keep.submit();
    setTried(true);
    if (Object.keys(accountProblems(form)).length === 0) return check.submit();
    // After the problems are drawn.
    requestAnimationFrame(() => element.current?.querySelector<HTMLElement>("[aria-invalid=true]")?.focus());
  };
  const back = () => setStep(step === "check" ? "connection" : "kind");

  return (
    <Page
      title={t("newTitle")}
      breadcrumb={[{ label: t("accountsTitle"), href: accountsHref }]}
      actions={
        <>
          <ButtonLink href={accountsHref}>{ui("cancel")}</ButtonLink>
          {step !== "kind" && <Button onClick={back}>{ui("steps.back")}</Button>}
          <Button
            variant="primary"
            type="submit"
            form="account"
            pending={check.pending || keep.pending}
            disabled={step === "check" && !isUsable}
          >
            {step === "kind" ? ui("steps.next") : t(step === "connection" ? "check" : "register")}
          </Button>
        </>
      }
    >
      <form
        id="account"
        ref={element}
        noValidate
        autoComplete="off"
        className="mx-auto max-w-4xl"
        onSubmit={(event) => {
          event.preventDefault();
          submit();
        }}
      >
        <Steps steps={steps.map((name) => t(`step.${name}`))} current={steps.indexOf(step)} />
        {step === "kind" && (
          <RadioCards
            legend={t("kindQuestion")}
            name="kind"
            options={kinds.map((kind) => ({
              value: kind,
              label: t(`accountKind.${kind}`),
              text: t(`kindText.${kind}`),
            }))}
            value={form.kind}
            onValueChange={(kind) => change({ kind })}
          />
        )}
        {step === "connection" && (
          <>
            <Section title={t("connection")}>
              <ConnectionFields form={form} onChange={change} problems={problems} />
            </Section>
            <Section title={t("credential")} hint={t("credentialHint")}>
              <CredentialFields form={form} onChange={change} problems={problems} />
            </Section>
            <Refusal failure={check.failure} />
          </>
        )}
        {step === "check" && report && (
          <Section title={t("found")} hint={isUsable ? t("foundHint") : t("foundBad")}>
            <AccountReport report={toWire(report)} />
            <Refusal failure={keep.failure} />
          </Section>
        )}
      </form>
    </Page>
  );
}
