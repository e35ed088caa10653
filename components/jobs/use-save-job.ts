"use client";
import { useQueryClient } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useState, useTransition } from "react";
import { jobHref } from "#components/runs/run-href.ts";
import { toast } from "#components/ui/toast.ts";
import { saveJob } from "#lib/jobs/actions.ts";
import { type JobView, readJob } from "#lib/jobs/client.ts";
import { noAnswer } from "#lib/platform/read.ts";
import type { Failure } from "#lib/platform/result.ts";
import { runKeys } from "#lib/runs/client.ts";
import { fieldKindOf } from "./field-kind.ts";
import { type JobForm, ownErrorsOf, specOf } from "./job-form.ts";

type Outcome = {
  /** Field path → code under `jobs.field`. */
  errors: Record<string, string>;
  failure?: Failure;
  /** What somebody else saved meanwhile. */
  theirs?: JobView;
};

/** Saves a job and goes to it. Of what was refused, each field is named; a job that changed meanwhile is read, so that both can be seen. */
export function useSaveJob(project: string, jobId: string | undefined, onSaved: () => void) {
  const t = useTranslations("jobs.form");
  const router = useRouter();
  const client = useQueryClient();
  const [outcome, setOutcome] = useState<Outcome>({ errors: {} });
  const [saving, start] = useTransition();

  const save = (form: JobForm) => {
    const errors = ownErrorsOf(form);
    if (Object.keys(errors).length > 0) return setOutcome({ errors });
    start(async () => {
      const result = await saveJob({
        project,
        ...(jobId ? { jobId } : {}),
        ...(form.version === null ? {} : { version: form.version }),
        name: form.name.trim(),
        type: form.type,
        spec: specOf(form),
      }).catch(() => undefined);
      if (!result) return setOutcome({ errors: {}, failure: noAnswer });
      if (!result.ok) return setOutcome(await outcomeOf(result.error, jobId, form));
      setOutcome({ errors: {} });
      onSaved();
      toast.success(t("saved", { number: result.data.number }));
      void client.invalidateQueries({ queryKey: runKeys.project(project) });
      router.push(jobHref(project, result.data.jobId));
      router.refresh();
    });
  };
  return { save, saving, ...outcome, clear: () => setOutcome({ errors: {} }) };
}

async function outcomeOf(error: Failure, jobId: string | undefined, form: JobForm): Promise<Outcome> {
  if (error.code === "invalid" && error.fields) {
    const fields = Object.keys(error.fields).map((path) => path.replace(/^spec\./, ""));
    return { errors: Object.fromEntries(fields.map((path) => [path, fieldKindOf(path)])), failure: error };
  }
  if (error.code !== "conflict") return { errors: {}, failure: error };
  // One code for two things: a job that is newer than the form, else a name that another job has.
  const now = jobId ? await readJob(jobId).catch(() => undefined) : undefined;
  if (now && now.rowVersion !== form.version) return { errors: {}, theirs: now };
  return { errors: { name: "name-taken" } };
}
