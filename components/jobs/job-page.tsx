"use client";
import { useQuery } from "@tanstack/react-query";
import { Pencil, Play } from "lucide-react";
import type { Route } from "next";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { RequestAccess } from "#components/requests/request-access.tsx";
import { jobsHref, runsHref } from "#components/runs/run-href.ts";
import { RunTable } from "#components/runs/run-table.tsx";
import { Page } from "#components/shared/page.tsx";
import { RelativeTime } from "#components/shared/relative-time.tsx";
import { Section } from "#components/shared/section.tsx";
import { Badge } from "#components/ui/badge.tsx";
import { ButtonLink } from "#components/ui/button-link.tsx";
import type { JobView } from "#lib/jobs/client.ts";
import { type RunPage, runsOptions } from "#lib/runs/client.ts";
import { editJobHref, launchHref } from "./job-href.ts";
import { JobSpec } from "./job-spec.tsx";

/** One job: what it runs, how its last runs went, and who saved which version. */
export function JobPage({ job, runs }: { job: JobView; runs: RunPage }) {
  const t = useTranslations("jobs");
  const { projectSlug: project, jobId } = job;
  const { data = runs } = useQuery(runsOptions(project, { state: [], job: jobId }, 10, runs));
  return (
    <Page
      title={job.name}
      breadcrumb={[{ label: t("title"), href: jobsHref(project) }]}
      badge={<Badge>{t(`type.${job.type as "python"}`)}</Badge>}
      actions={
        <>
          {!job.mayLaunch && <RequestAccess asking={{ kind: "project-role", project, role: "operator" }} />}
          {job.mayEdit && (
            <ButtonLink href={editJobHref(project, jobId)}>
              <Pencil aria-hidden />
              {t("edit")}
            </ButtonLink>
          )}
          <ButtonLink variant={job.mayLaunch ? "primary" : "secondary"} href={launchHref(project, jobId)}>
            <Play aria-hidden />
            {t("launch")}
          </ButtonLink>
        </>
      }
    >
      <div className="mx-auto max-w-5xl">
        <p className="mb-6 text-muted">
          {t("page.changed", { number: job.versionNumber })} <RelativeTime at={job.changedAt} />
        </p>
        <Section
          title={t("page.runs")}
          actions={
            data.runs.length > 0 && (
              <Link href={`${runsHref(project)}?job=${jobId}` as Route} className="text-accent hover:underline">
                {t("page.allRuns")}
              </Link>
            )
          }
        >
          <RunTable
            project={project}
            label={t("page.runs")}
            rows={data.runs}
            empty={<p className="rounded-md border border-line px-3 py-4 text-muted">{t("page.noRuns")}</p>}
          />
        </Section>
        <JobSpec type={job.type} spec={job.spec} />
        <Section title={t("page.versions")}>
          <ul className="rounded-md border border-line">
            {job.versions.map((version, index) => (
              <li
                key={version.id}
                className="flex min-h-8 flex-wrap items-center gap-x-3 border-line px-2.5 not-last:border-b"
              >
                <span className="font-medium">{t("version", { number: version.number })}</span>
                <span className="text-muted">{t("page.versionBy", { login: version.by })}</span>
                {index === 0 && <Badge tone="accent">{t("page.current")}</Badge>}
                <RelativeTime at={version.createdAt} className="ml-auto text-muted" />
              </li>
            ))}
          </ul>
        </Section>
      </div>
    </Page>
  );
}
