"use client";
import { useTranslations } from "next-intl";
import { useEffect, useRef, useState } from "react";
import { useDraft } from "#components/jobs/use-draft.ts";
import { Page } from "#components/shared/page.tsx";
import { Steps } from "#components/shared/steps.tsx";
import { Button } from "#components/ui/button.tsx";
import { ButtonLink } from "#components/ui/button-link.tsx";
import type { RegistrationView } from "#lib/clusters/cluster-client.ts";
import { CheckStep } from "./check-step.tsx";
import { clustersHref } from "./cluster-href.ts";
import { ConnectionStep } from "./connection-step.tsx";
import {
  connectionErrors,
  emptyCredential,
  emptyRegistration,
  type FieldErrors,
  type RegistrationForm,
} from "./registration-form.ts";
import { TypeStep } from "./type-step.tsx";
import { useRegistration } from "./use-registration.ts";

/** Registers a cluster in three steps: its type, how it is reached, and what is found there. */
export function RegisterCluster({ choices }: { choices: RegistrationView }) {
  const t = useTranslations("clusters");
  const ui = useTranslations("ui");
  const [step, setStep] = useState<0 | 1 | 2>(0);
  const draft = useDraft("register-cluster", emptyRegistration);
  // A draft is kept by the browser: no credential may be in it.
  const [credential, setCredential] = useState(emptyCredential);
  const [errors, setErrors] = useState<FieldErrors>({});
  const [typeError, setTypeError] = useState(false);
  const registration = useRegistration(draft.forget);
  const form = draft.value;
  const body = useRef<HTMLDivElement>(null);

  // The first field that was refused; else the step that begins.
  const firstError = Object.keys(errors)[0];
  useEffect(() => {
    if (firstError) body.current?.querySelector<HTMLElement>("[aria-invalid=true], [data-invalid] button")?.focus();
  }, [firstError]);
  const go = (to: 0 | 1 | 2) => {
    setStep(to);
    requestAnimationFrame(() => body.current?.focus());
  };

  const change = (part: Partial<RegistrationForm>) => {
    draft.change((now) => ({ ...now, ...part }));
    setErrors((now) => Object.fromEntries(Object.entries(now).filter(([field]) => !(field in part))));
  };
  const refuse = (refused: FieldErrors) => {
    setErrors(refused);
    const ofCheck = "residency" in refused || "logBucketId" in refused;
    if (Object.keys(refused).length > 0 && !ofCheck) setStep(1);
  };
  const check = () => {
    const wrong = connectionErrors(form, credential);
    setErrors(wrong);
    if (Object.keys(wrong).length > 0) return setStep(1);
    go(2);
    registration.check(form, credential, refuse);
  };
  const register = () => {
    const missing: FieldErrors = {
      ...(form.residency ? {} : { residency: "required" as const }),
      ...(form.logBucketId ? {} : { logBucketId: "required" as const }),
    };
    setErrors(missing);
    if (Object.keys(missing).length === 0) registration.register(form, credential, refuse);
  };
  const startOver = () => {
    draft.startOver();
    setCredential(emptyCredential);
    setErrors({});
    registration.forget();
    setStep(0);
  };

  const actions = (
    <>
      <ButtonLink href={clustersHref}>{ui("cancel")}</ButtonLink>
      {step > 0 && <Button onClick={() => go(step === 2 ? 1 : 0)}>{ui("steps.back")}</Button>}
      {step === 0 && (
        <Button
          variant="primary"
          onClick={() => {
            setTypeError(true);
            if (form.type) go(1);
          }}
        >
          {ui("steps.next")}
        </Button>
      )}
      {step === 1 && (
        <Button variant="primary" onClick={check}>
          {t("step.start")}
        </Button>
      )}
      {step === 2 && registration.report?.uid && (
        <Button variant="primary" pending={registration.registering} onClick={register}>
          {registration.report.missing > 0 ? t("form.registerAnyway") : t("form.register")}
        </Button>
      )}
    </>
  );

  return (
    <Page title={t("newTitle")} breadcrumb={[{ label: t("title"), href: clustersHref }]} actions={actions}>
      <div className="mx-auto max-w-4xl">
        <Steps steps={[t("step.type"), t("step.connection"), t("step.check")]} current={step} />
        {draft.restored && (
          <p role="status" className="mb-4 flex flex-wrap items-center gap-2 text-muted">
            {t("form.restored")} {form.type === "datacenter" && t("form.credentialGone")}
            <Button size="sm" variant="ghost" onClick={startOver}>
              {t("form.startOver")}
            </Button>
          </p>
        )}
        <div ref={body} tabIndex={-1} className="outline-none">
          {step === 0 && (
            <TypeStep
              value={form.type}
              error={typeError && !form.type ? t("type.choose") : undefined}
              onChange={(type) => change({ type, cloudAccountId: null, logBucketId: null, eksClusterName: "" })}
            />
          )}
          {step === 1 && (
            <ConnectionStep
              form={form}
              onChange={change}
              credential={credential}
              onCredential={(part) => {
                setCredential((now) => ({ ...now, ...part }));
                setErrors(({ token: _t, cert: _c, key: _k, ...rest }) => rest);
              }}
              choices={choices}
              errors={errors}
            />
          )}
          {step === 2 && (
            <CheckStep
              form={form}
              onChange={change}
              choices={choices}
              errors={errors}
              checking={registration.checking}
              report={registration.report}
              failure={registration.failure}
              onCheck={check}
            />
          )}
        </div>
      </div>
    </Page>
  );
}
