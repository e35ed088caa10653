import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { createLoader } from "nuqs/server";
import { RunList } from "#components/runs/run-list.tsx";
import { filterOf, runParams } from "#components/runs/run-params.ts";
import { Trouble } from "#components/runs/trouble.tsx";
import { Page } from "#components/shared/page.tsx";
import { ask } from "#lib/auth/ask.ts";
import { listJobs } from "#lib/jobs/queries.ts";
import { toWire } from "#lib/platform/wire.ts";
import { listRunClusters } from "#lib/runs/list-clusters.ts";
import { listRuns } from "#lib/runs/queries.ts";

export const generateMetadata = async (): Promise<Metadata> => ({ title: (await getTranslations("runs"))("title") });

const load = createLoader(runParams);

export default async function RunsPage({ params, searchParams }: PageProps<"/projects/[project]/runs">) {
  const [{ project }, filter, t] = await Promise.all([params, load(searchParams), getTranslations("runs")]);
  const [runs, jobs, clusters] = await Promise.all([
    ask(listRuns, { project, filter: filterOf(filter), limit: 50 }),
    ask(listJobs, { project }),
    ask(listRunClusters, { project }),
  ]);
  return (
    <Page title={t("title")}>
      {runs.ok ? (
        <RunList
          project={project}
          initial={toWire(runs.data)}
          jobs={jobs.ok ? jobs.data.map(({ id, name }) => ({ id, name })) : []}
          clusters={clusters.ok ? clusters.data : []}
        />
      ) : (
        <Trouble error={runs.error} />
      )}
    </Page>
  );
}
