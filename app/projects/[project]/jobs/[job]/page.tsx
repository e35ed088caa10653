import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { JobPage } from "#components/jobs/job-page.tsx";
import { Trouble } from "#components/runs/trouble.tsx";
import { Page } from "#components/shared/page.tsx";
import { ask } from "#lib/auth/ask.ts";
import { getJob } from "#lib/jobs/queries.ts";
import { toWire } from "#lib/platform/wire.ts";
import { listRuns } from "#lib/runs/queries.ts";

export const generateMetadata = async ({ params }: PageProps<"/projects/[project]/jobs/[job]">): Promise<Metadata> => {
  const job = await ask(getJob, { jobId: (await params).job });
  return job.ok ? { title: job.data.name } : {};
};

export default async function Job({ params }: PageProps<"/projects/[project]/jobs/[job]">) {
  const [{ project, job: jobId }, t] = await Promise.all([params, getTranslations("jobs")]);
  const [job, runs] = await Promise.all([
    ask(getJob, { jobId }),
    ask(listRuns, { project, filter: { job: jobId }, limit: 10 }),
  ]);
  if (!job.ok)
    return (
      <Page title={t("title")}>
        <Trouble error={job.error} />
      </Page>
    );
  if (job.data.projectSlug !== project || job.data.archivedAt) notFound();
  return <JobPage job={toWire(job.data)} runs={runs.ok ? toWire(runs.data) : { runs: [], next: null }} />;
}
