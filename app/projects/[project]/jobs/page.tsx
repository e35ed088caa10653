import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { createLoader } from "nuqs/server";
import { JobList } from "#components/jobs/job-list.tsx";
import { jobListParams } from "#components/jobs/job-list-params.ts";
import { NewJobLink } from "#components/jobs/new-job-link.tsx";
import { Trouble } from "#components/runs/trouble.tsx";
import { Page } from "#components/shared/page.tsx";
import { ask } from "#lib/auth/ask.ts";
import { listJobs } from "#lib/jobs/queries.ts";
import { toWire } from "#lib/platform/wire.ts";
import { getProject } from "#lib/projects/queries.ts";

export const generateMetadata = async (): Promise<Metadata> => ({ title: (await getTranslations("jobs"))("title") });

const load = createLoader(jobListParams);

export default async function JobsPage({ params, searchParams }: PageProps<"/projects/[project]/jobs">) {
  const [{ project }, { search }, t] = await Promise.all([params, load(searchParams), getTranslations("jobs")]);
  const [jobs, about] = await Promise.all([
    ask(listJobs, { project, ...(search ? { search } : {}) }),
    ask(getProject, { project }),
  ]);
  const may = { launch: about.ok && about.data.mayLaunch, edit: about.ok && about.data.mayEdit };
  return (
    <Page title={t("title")} actions={may.edit && <NewJobLink project={project} />}>
      {jobs.ok ? (
        <JobList project={project} may={may} initial={toWire(jobs.data)} initialSearch={search} />
      ) : (
        <Trouble error={jobs.error} />
      )}
    </Page>
  );
}
