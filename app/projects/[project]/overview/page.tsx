import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { RequestAccess } from "#components/requests/request-access.tsx";
import { Overview } from "#components/runs/overview.tsx";
import { underWay, wentWrong } from "#components/runs/overview-filters.ts";
import { Trouble } from "#components/runs/trouble.tsx";
import { Page } from "#components/shared/page.tsx";
import { ask } from "#lib/auth/ask.ts";
import { listJobs } from "#lib/jobs/queries.ts";
import { toWire } from "#lib/platform/wire.ts";
import { getProject } from "#lib/projects/queries.ts";
import { listRuns } from "#lib/runs/queries.ts";

export const generateMetadata = async (): Promise<Metadata> => ({
  title: (await getTranslations("overview"))("title"),
});

export default async function OverviewPage({ params }: PageProps<"/projects/[project]/overview">) {
  const [{ project }, t] = await Promise.all([params, getTranslations("overview")]);
  const [running, failures, jobs, about] = await Promise.all([
    ask(listRuns, { project, filter: underWay, limit: 20 }),
    ask(listRuns, { project, filter: wentWrong, limit: 5 }),
    ask(listJobs, { project }),
    ask(getProject, { project }),
  ]);
  if (!running.ok || !failures.ok || !jobs.ok) {
    const failed = [running, failures, jobs].find((answer) => !answer.ok);
    return <Page title={t("title")}>{failed && !failed.ok && <Trouble error={failed.error} />}</Page>;
  }
  return (
    <Page
      title={t("title")}
      actions={
        about.ok &&
        !about.data.mayLaunch && <RequestAccess asking={{ kind: "project-role", project, role: "operator" }} />
      }
    >
      <Overview
        project={project}
        running={toWire(running.data)}
        failures={toWire(failures.data)}
        jobs={toWire(jobs.data)}
      />
    </Page>
  );
}
