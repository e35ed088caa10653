"use client";
import { RotateCcw } from "lucide-react";
import type { Route } from "next";
import { useTranslations } from "next-intl";
import { useEffect, useRef } from "react";
import { jobHref, jobsHref } from "#components/runs/run-href.ts";
import { Page } from "#components/shared/page.tsx";
import { Section } from "#components/shared/section.tsx";
import { Button } from "#components/ui/button.tsx";
import { ButtonLink } from "#components/ui/button-link.tsx";
import { Field } from "#components/ui/field.tsx";
import { Input } from "#components/ui/input.tsx";
import { Select } from "#components/ui/select.tsx";
import type { JobView } from "#lib/jobs/client.ts";
import { ArgumentRows } from "./argument-rows.tsx";
import { emptyJob, type JobForm, jobFormOf } from "./job-form.ts";
import { FileNeedRows, SecretNeedRows } from "./need-rows.tsx";
import { PodRows } from "./pod-rows.tsx";
import { ProgramFields } from "./program-fields.tsx";
import { SaveTrouble } from "./save-trouble.tsx";
import { SizeFields } from "./size-fields.tsx";
import { useDraft } from "./use-draft.ts";
import { useSaveJob } from "./use-save-job.ts";
import { VariableRows } from "./variable-rows.tsx";

/** Writes a job, new or as its next version. What was typed outlives a reload, an error and somebody else's change. */
export function JobEditor({ project, job }: { project: string; job?: JobView }) {
  const t = useTranslations("jobs");
  const ui = useTranslations("ui");
  const draft = useDraft<JobForm>(`slipway.job.${project}.${job?.jobId ?? "new"}`, job ? jobFormOf(job) : emptyJob);
  const form = draft.value;
  const set = (part: Partial<JobForm>) => draft.change((now) => ({ ...now, ...part }));
  const { save, saving, errors, failure, theirs, clear } = useSaveJob(project, job?.jobId, draft.forget);
  const element = useRef<HTMLFormElement>(null);
  const errorAt = (path: string): string | undefined => {
    const code = errors[path];
    if (!code) return undefined;
    return code === "name-taken" ? t("form.nameTaken") : t(`field.${code as "number"}`);
  };

  useEffect(() => {
    if (Object.keys(errors).length > 0)
      element.current?.querySelector<HTMLElement>("[aria-invalid=true], [data-invalid] button")?.focus();
  }, [errors]);

  const title = job ? t("form.edit", { name: job.name }) : t("form.new");
  const back = job ? jobHref(project, job.jobId) : (jobsHref(project) as Route);
  return (
    <Page
      title={title}
      breadcrumb={[{ label: t("title"), href: jobsHref(project) }]}
      actions={
        <>
          <ButtonLink href={back}>{ui("cancel")}</ButtonLink>
          <Button variant="primary" pending={saving} type="submit" form="job">
            {job ? t("form.saveVersion", { number: job.versionNumber + 1 }) : t("form.create")}
          </Button>
        </>
      }
    >
      <form
        id="job"
        ref={element}
        noValidate
        className="mx-auto max-w-4xl"
        onSubmit={(event) => {
          event.preventDefault();
          save(form);
        }}
      >
        {draft.restored && (
          <p role="status" className="mb-4 flex flex-wrap items-center gap-2 text-muted text-sm">
            {t("form.restored")}
            <Button size="sm" variant="ghost" onClick={draft.startOver}>
              <RotateCcw aria-hidden />
              {t("form.startOver")}
            </Button>
          </p>
        )}
        <SaveTrouble
          errors={errors}
          failure={failure}
          theirs={theirs}
          onTheirs={(now) => {
            clear();
            draft.change(() => jobFormOf(now));
          }}
          onMine={(now) => {
            clear();
            const mine = { ...form, version: now.rowVersion };
            draft.change(() => mine);
            save(mine);
          }}
        />
        <Section title={t("form.basics")}>
          <div className="mb-5 grid gap-4 sm:grid-cols-2">
            <Field label={t("form.name")} hint={t("form.nameHint")} error={errorAt("name")}>
              <Input value={form.name} onValueChange={(name) => set({ name })} />
            </Field>
            <Field label={t("form.type")} hint={job && t("form.typeFixed")} error={errorAt("type")}>
              <Select
                options={(["python", "container"] as const).map((type) => ({
                  value: type,
                  label: t(`type.${type}`),
                  detail: t(`typeHint.${type}`),
                }))}
                value={form.type}
                disabled={job !== undefined}
                onValueChange={(type) => set({ type })}
              />
            </Field>
            <Field
              label={t("form.repository")}
              description={t("form.repositoryHint")}
              error={errorAt("image.repository")}
            >
              <Input mono value={form.repository} onValueChange={(repository) => set({ repository })} />
            </Field>
            <Field label={t("form.tag")} error={errorAt("image.tag")}>
              <Input mono value={form.tag} onValueChange={(tag) => set({ tag })} />
            </Field>
          </div>
          <ProgramFields form={form} onChange={set} errorAt={errorAt} />
          <ArgumentRows name="args" rows={form.args} onChange={(args) => set({ args })} errorAt={errorAt} />
          <VariableRows rows={form.env} onChange={(env) => set({ env })} errorAt={errorAt} />
        </Section>
        <Section title={t("form.needs")}>
          <FileNeedRows rows={form.files} onChange={(files) => set({ files })} errorAt={errorAt} />
          <SecretNeedRows rows={form.secrets} onChange={(secrets) => set({ secrets })} errorAt={errorAt} />
        </Section>
        <Section title={t("form.size")}>
          <SizeFields value={form} onChange={set} errorAt={errorAt} />
        </Section>
        <Section title={t("form.pod")} hint={t("form.podHint")}>
          <PodRows form={form} onChange={set} errorAt={errorAt} />
        </Section>
      </form>
    </Page>
  );
}
