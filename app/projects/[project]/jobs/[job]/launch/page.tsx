import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { LaunchPage } from "#components/launch/launch-page.tsx";
import { Trouble } from "#components/runs/trouble.tsx";
import { Page } from "#components/shared/page.tsx";
import { ask } from "#lib/auth/ask.ts";
import { getJob } from "#lib/jobs/queries.ts";
import { toWire } from "#lib/platform/wire.ts";
import { startOf } from "./start-of.ts";

export const generateMetadata = async (): Promise<Metadata> => ({ title: (await getTranslations("launch"))("title") });

export default async function Launch({ params }: PageProps<"/projects/[project]/jobs/[job]/launch">) {
  const [{ project, job: jobId }, t] = await Promise.all([params, getTranslations("launch")]);
  const job = await ask(getJob, { jobId });
  if (!job.ok)
    return (
      <Page title={t("title")}>
        <Trouble error={job.error} />
      </Page>
    );
  if (job.data.projectSlug !== project || job.data.archivedAt) notFound();
  const start = await startOf(project, job.data.lastPlacement);
  if (!start) notFound();
  return <LaunchPage job={toWire(job.data)} start={start} />;
}
