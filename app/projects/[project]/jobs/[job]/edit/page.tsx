import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { JobEditor } from "#components/jobs/job-editor.tsx";
import { RequestAccess } from "#components/requests/request-access.tsx";
import { jobsHref } from "#components/runs/run-href.ts";
import { Trouble } from "#components/runs/trouble.tsx";
import { Denied } from "#components/shared/denied.tsx";
import { Page } from "#components/shared/page.tsx";
import { ask } from "#lib/auth/ask.ts";
import { getJob } from "#lib/jobs/queries.ts";
import { toWire } from "#lib/platform/wire.ts";

export const generateMetadata = async (): Promise<Metadata> => ({ title: (await getTranslations("jobs"))("edit") });

export default async function EditJob({ params }: PageProps<"/projects/[project]/jobs/[job]/edit">) {
  const [{ project, job: jobId }, t] = await Promise.all([params, getTranslations("jobs")]);
  const job = await ask(getJob, { jobId });
  if (job.ok && (job.data.projectSlug !== project || job.data.archivedAt)) notFound();
  if (job.ok && job.data.mayEdit) return <JobEditor project={project} job={toWire(job.data)} />;
  return (
    <Page title={t("edit")} breadcrumb={[{ label: t("title"), href: jobsHref(project) }]}>
      {job.ok ? (
        <Denied
          text={t("mayNotEdit", { project })}
          action={<RequestAccess asking={{ kind: "project-role", project, role: "editor" }} />}
        />
      ) : (
        <Trouble error={job.error} />
      )}
    </Page>
  );
}
