import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { cache } from "react";
import { RunPage } from "#components/runs/run-page.tsx";
import { Trouble } from "#components/runs/trouble.tsx";
import { Page } from "#components/shared/page.tsx";
import { ask } from "#lib/auth/ask.ts";
import { toWire } from "#lib/platform/wire.ts";
import { getRun } from "#lib/runs/queries.ts";

type Props = PageProps<"/projects/[project]/runs/[run]">;

const loadRun = cache((runId: string) => ask(getRun, { runId }));

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const run = await loadRun((await params).run);
  return { title: run.ok ? run.data.jobName : "" };
}

export default async function RunsRunPage({ params }: Props) {
  const { project, run: runId } = await params;
  const [run, t] = await Promise.all([loadRun(runId), getTranslations("runs")]);
  if (!run.ok)
    return (
      <Page title={t("title")}>
        <Trouble error={run.error} />
      </Page>
    );
  if (run.data.project !== project) notFound();
  return <RunPage initial={toWire(run.data)} />;
}
