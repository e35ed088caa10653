"use client";
import { Play, RotateCcw } from "lucide-react";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { useId, useMemo } from "react";
import { ArgumentRows } from "#components/jobs/argument-rows.tsx";
import { fieldKindOf } from "#components/jobs/field-kind.ts";
import { SizeFields } from "#components/jobs/size-fields.tsx";
import { useDraft } from "#components/jobs/use-draft.ts";
import { VariableRows } from "#components/jobs/variable-rows.tsx";
import { RequestAccess } from "#components/requests/request-access.tsx";
import { jobHref, jobsHref } from "#components/runs/run-href.ts";
import { Page } from "#components/shared/page.tsx";
import { RelativeTime } from "#components/shared/relative-time.tsx";
import { Section } from "#components/shared/section.tsx";
import { useFailureWords } from "#components/shared/use-failure-words.ts";
import { Button } from "#components/ui/button.tsx";
import type { PlacementView } from "#lib/access/client.ts";
import type { JobView } from "#lib/jobs/client.ts";
import { askedOf, formOf, formPathOf, type LaunchForm, problemsOf } from "./launch-form.ts";
import { LaunchYaml } from "./launch-yaml.tsx";
import { fitToPlacement } from "./map-needs.ts";
import { PreflightPanel } from "./preflight-panel.tsx";
import { QuotaSection } from "./quota-section.tsx";
import { useAccessRequests } from "./use-access-requests.tsx";
import { useLaunch } from "./use-launch.ts";
import { usePlacement } from "./use-placement.ts";
import { usePreflight } from "./use-preflight.ts";
import { UseSection } from "./use-section.tsx";
import { WhereSection } from "./where-section.tsx";

type Props = {
  job: JobView;
  /** Where the form starts, and what is offered there. */
  start: { clusterId: string | null; namespaceId: string | null; placement: PlacementView };
};

/** Where a job runs and what it may use, beside every condition of that held against the real world. */
export function LaunchPage({ job, start }: Props) {
  const t = useTranslations("launch");
  const wordsOf = useFailureWords();
  const jobs = useTranslations("jobs");
  const begin = useMemo(() => fitToPlacement(formOf(job, start), start.placement), [job, start]);
  const draft = useDraft<LaunchForm>(`slipway.launch.${job.jobId}.${job.versionId}`, begin);
  const form = draft.value;
  const set = (part: Partial<LaunchForm>) => draft.change((now) => ({ ...now, ...part }));
  const { placement, moving, failure, move } = usePlacement(job.projectSlug, form, draft.change, start.placement);
  const { requests, dialog } = useAccessRequests(job, form, placement);
  const problems = moving ? [] : problemsOf(form);
  const complete = useMemo(() => askedOf(form, job), [form, job]);
  const asked = complete?.asked;
  const preflight = usePreflight(moving ? undefined : asked);
  const { launch, launching, refusal } = useLaunch(job.projectSlug, draft.forget);

  const sayProblem = (problem: { code: string; params: Record<string, string> }) =>
    t(`problem.${problem.code as "secret-missing"}`, {
      name: problem.params.name ?? "",
      account: placement.cloudAccount?.name ?? "",
    });
  const refused = Object.entries(preflight.failure?.fields ?? {}).map(([path, message]) => ({
    path: formPathOf(path, complete?.secretRows ?? []),
    message,
  }));
  const errorAt = (path: string): string | undefined => {
    const own = problems.find((problem) => problem.path === path);
    if (own) return sayProblem(own);
    return refused.some((each) => each.path === path) ? jobs(`field.${fieldKindOf(path)}`) : undefined;
  };

  // What was found for the form as it was is no word about the form as it is.
  const stale = moving || preflight.behind;
  const failing = preflight.result?.checks.filter((check) => check.status === "fail").length ?? 0;
  const waitsFor = problems.length + refused.length + (asked ? failing : 0);
  const why = whyNot();
  const reasonId = useId();

  function whyNot(): string | undefined {
    if (!job.mayLaunch) return t("mayNotLaunch", { project: job.projectSlug });
    if (waitsFor > 0) return t("waitsFor", { count: waitsFor });
    if (preflight.failure) return t("waitsForAnswer");
    if (stale || !asked || !preflight.result) return t("waitsForChecks");
    return undefined;
  }

  const cluster = placement.clusters.find(({ id }) => id === form.clusterId)?.name ?? "";
  const namespace = placement.namespaces.find(({ id }) => id === form.namespaceId)?.name ?? "";
  const context = {
    project: job.projectSlug,
    cluster,
    namespace,
    serviceAccount: placement.serviceAccount?.name ?? "",
    account: placement.cloudAccount?.name ?? "",
  };

  return (
    <Page
      title={t("title")}
      breadcrumb={[
        { label: jobs("title"), href: jobsHref(job.projectSlug) },
        { label: job.name, href: jobHref(job.projectSlug, job.jobId) },
      ]}
      actions={
        <>
          <span id={reasonId} className="text-muted text-sm max-sm:order-last max-sm:w-full">
            {why}
          </span>
          <LaunchYaml yaml={stale ? null : (preflight.result?.yaml ?? null)} cluster={cluster} />
          <Button
            variant="primary"
            pending={launching}
            disabled={why !== undefined}
            focusableWhenDisabled
            aria-describedby={why ? reasonId : undefined}
            onClick={() => asked && why === undefined && launch(asked)}
          >
            <Play aria-hidden />
            {t("launch")}
          </Button>
        </>
      }
      aside={
        <PreflightPanel
          result={preflight.result}
          failure={preflight.failure}
          problems={problems.map(sayProblem)}
          refusal={refusal && { ...refusal, message: refusal.message || t("noAnswer") }}
          checking={preflight.checking || moving}
          behind={stale}
          onAgain={preflight.again}
          context={context}
          requests={requests}
          verdict={why ?? t("ready")}
        />
      }
    >
      <div className="mx-auto max-w-4xl">
        <div className="mb-6">
          {/* At the right of the name, so that nothing moves when a draft comes back after the first paint. */}
          <div className="flex min-h-7 flex-wrap items-center justify-between gap-x-4">
            <p className="font-semibold text-xl">
              <Link href={jobHref(job.projectSlug, job.jobId)} className="hover:text-accent">
                {job.name}
              </Link>
            </p>
            <div role="status" className="text-muted text-sm">
              {draft.restored && (
                <span className="inline-flex items-center gap-2">
                  {t("restored")}
                  <Button size="sm" variant="ghost" onClick={draft.startOver}>
                    <RotateCcw aria-hidden />
                    {t("startOver")}
                  </Button>
                </span>
              )}
            </div>
          </div>
          <p className="flex flex-wrap items-center gap-x-1.5 text-muted">
            <span>{jobs(`type.${job.type as "python"}`)}</span>·
            <span>{t("version", { number: job.versionNumber })}</span>·
            {job.lastPlacement ? (
              <span>
                {t.rich("lastOn", {
                  cluster: job.lastPlacement.cluster,
                  code: (name) => <code className="font-mono text-sm">{name}</code>,
                })}{" "}
                <RelativeTime at={job.lastPlacement.createdAt} />
              </span>
            ) : (
              <span>{t("neverLaunched")}</span>
            )}
          </p>
          {!job.mayLaunch && (
            <div className="mt-3 flex flex-wrap items-center justify-between gap-x-4 gap-y-2 rounded-md border border-line bg-sunken px-3 py-2">
              <p role="status" className="min-w-0 flex-1 basis-80">
                {t("readOnly", { project: job.projectSlug })}
              </p>
              <RequestAccess
                asking={{
                  kind: "project-role",
                  project: job.projectSlug,
                  role: "operator",
                  job: { id: job.jobId, name: job.name },
                }}
              />
            </div>
          )}
          {failure && (
            <p role="alert" className="mt-3 rounded-md bg-bad-soft px-3 py-2 text-bad">
              {wordsOf(failure)}
            </p>
          )}
        </div>
        <fieldset disabled={!job.mayLaunch} className="min-w-0">
          <legend className="sr-only">{t("title")}</legend>
          <WhereSection
            form={form}
            placement={placement}
            requests={requests}
            onMove={(...to) => void move(...to)}
            errorAt={errorAt}
          />
          <UseSection
            project={job.projectSlug}
            form={form}
            placement={placement}
            requests={requests}
            stale={moving}
            onChange={set}
            errorAt={errorAt}
          />
          <Section title={t("size")}>
            <SizeFields value={form} onChange={set} errorAt={errorAt} />
            <QuotaSection
              project={job.projectSlug}
              clusterId={form.clusterId}
              namespaceId={form.namespaceId}
              namespace={namespace}
              size={form.size}
            />
          </Section>
          <Section title={t("arguments")}>
            <ArgumentRows name="args" rows={form.args} onChange={(args) => set({ args })} errorAt={errorAt} />
            <VariableRows rows={form.env} onChange={(env) => set({ env })} errorAt={errorAt} />
          </Section>
        </fieldset>
        {dialog}
      </div>
    </Page>
  );
}
