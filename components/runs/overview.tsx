"use client";
import { useQuery } from "@tanstack/react-query";
import { Package } from "lucide-react";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { RelativeTime } from "#components/shared/relative-time.tsx";
import { ResidencyChip } from "#components/shared/residency-chip.tsx";
import { RunStatus } from "#components/shared/run-status.tsx";
import { Section } from "#components/shared/section.tsx";
import { Badge } from "#components/ui/badge.tsx";
import { ButtonLink } from "#components/ui/button-link.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { type JobRow, jobsAtAGlanceOptions, type RunPage, runsOptions } from "#lib/runs/client.ts";
import { underWay, wentWrong } from "./overview-filters.ts";
import { jobHref, jobsHref, runHref, runsHref } from "./run-href.ts";
import { RunTable } from "./run-table.tsx";
import { useRunReason } from "./use-sentence.ts";

type Props = { project: string; running: RunPage; failures: RunPage; jobs: JobRow[] };

/** A project at this moment: what runs, what went wrong and why, and how each job did last. */
export function Overview({ project, running, failures, jobs }: Props) {
  const t = useTranslations("overview");
  const { data: active = running } = useQuery(runsOptions(project, underWay, 20, running));
  const { data: failed = failures } = useQuery(runsOptions(project, wentWrong, 5, failures));
  const { data: all = jobs } = useQuery(jobsAtAGlanceOptions(project, jobs));
  if (all.length === 0)
    return (
      <EmptyState
        icon={<Package />}
        title={t("jobsEmpty")}
        text={t("jobsEmptyText")}
        action={<ButtonLink href={jobsHref(project)}>{t("allJobs")}</ButtonLink>}
      />
    );
  return (
    <>
      <Section title={t("running")} hint={active.runs.length > 0 ? String(active.runs.length) : undefined}>
        {active.runs.length > 0 ? (
          <RunTable project={project} label={t("running")} rows={active.runs} />
        ) : (
          <p className="text-muted">{t("runningEmpty")}</p>
        )}
      </Section>
      <div className="grid gap-x-8 xl:grid-cols-2">
        <Section
          title={t("failures")}
          actions={
            <ButtonLink size="sm" href={runsHref(project)}>
              {t("allRuns")}
            </ButtonLink>
          }
        >
          <Failures project={project} runs={failed.runs} />
        </Section>
        <Section
          title={t("jobs")}
          actions={
            <ButtonLink size="sm" href={jobsHref(project)}>
              {t("allJobs")}
            </ButtonLink>
          }
        >
          <Jobs project={project} jobs={all.slice(0, 12)} />
        </Section>
      </div>
    </>
  );
}

function Failures({ project, runs }: { project: string; runs: RunPage["runs"] }) {
  const t = useTranslations("overview");
  const reasonOf = useRunReason();
  if (runs.length === 0) return <p className="text-muted">{t("failuresEmpty")}</p>;
  return (
    <ul className="divide-y divide-line rounded-md border border-line">
      {runs.map((run) => (
        <li key={run.id} className="px-2.5 py-2">
          <div className="flex flex-wrap items-center gap-x-2.5 gap-y-1">
            <RunStatus state={run.state} />
            <Link
              href={runHref(project, run.id)}
              className="min-w-0 truncate font-medium hover:text-accent hover:underline"
            >
              {run.jobName}
            </Link>
            <span className="ml-auto flex items-center gap-2 text-muted text-sm">
              {run.cluster} <ResidencyChip residency={run.residency} />
              {run.finishedAt && <RelativeTime at={run.finishedAt} />}
            </span>
          </div>
          {run.reason && <p className="mt-0.5 line-clamp-2 break-words pl-5.5 text-muted">{reasonOf(run)}</p>}
        </li>
      ))}
    </ul>
  );
}

function Jobs({ project, jobs }: { project: string; jobs: JobRow[] }) {
  const t = useTranslations("overview");
  const typeOf = useTranslations("jobs.type");
  return (
    <ul className="divide-y divide-line rounded-md border border-line">
      {jobs.map(({ id, name, type, lastRun }) => (
        <li key={id} className="flex min-h-9 flex-wrap items-center gap-x-2.5 gap-y-1 px-2.5 py-1.5">
          <Link href={jobHref(project, id)} className="min-w-0 truncate font-medium hover:text-accent hover:underline">
            {name}
          </Link>
          <Badge>{typeOf(type as "python")}</Badge>
          <span className="ml-auto flex items-center gap-2 text-sm">
            {lastRun ? (
              <>
                <Link href={runHref(project, lastRun.id)} className="hover:underline">
                  <RunStatus state={lastRun.state} />
                </Link>
                <RelativeTime at={lastRun.createdAt} className="text-muted" />
              </>
            ) : (
              <span className="text-muted">{t("neverRan")}</span>
            )}
          </span>
        </li>
      ))}
    </ul>
  );
}
