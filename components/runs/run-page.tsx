"use client";
import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { parseAsInteger, parseAsStringLiteral, useQueryStates } from "nuqs";
import { RequestAccess } from "#components/requests/request-access.tsx";
import { Elapsed } from "#components/shared/elapsed.tsx";
import { Page } from "#components/shared/page.tsx";
import { RunStatus } from "#components/shared/run-status.tsx";
import { Mono } from "#components/ui/mono.tsx";
import { Select } from "#components/ui/select.tsx";
import { Tabs } from "#components/ui/tabs.tsx";
import { ReadError } from "#lib/platform/read.ts";
import { type RunView, runOptions } from "#lib/runs/client.ts";
import { RerunMenu } from "./rerun-menu.tsx";
import { RunChips } from "./run-chips.tsx";
import { RunEvents } from "./run-events.tsx";
import { runsHref, shortId } from "./run-href.ts";
import { RunLog } from "./run-log.tsx";
import { runSpans } from "./run-phases.ts";
import { RunProvenance } from "./run-provenance.tsx";
import { RunTimeline } from "./run-timeline.tsx";
import { RunYaml } from "./run-yaml.tsx";
import { StopRun } from "./stop-run.tsx";
import { Trouble } from "./trouble.tsx";
import { useRunReason } from "./use-sentence.ts";

const tabs = ["logs", "events", "provenance"] as const;
const params = { tab: parseAsStringLiteral(tabs).withDefault("logs"), attempt: parseAsInteger };

/** A run as it is at this moment: state and reason, placement, what took how long, logs, story and provenance. */
export function RunPage({ initial }: { initial: RunView }) {
  const t = useTranslations("run");
  const tRuns = useTranslations("runs");
  const reasonOf = useRunReason();
  const { data: run = initial, error, refetch } = useQuery(runOptions(initial.id, initial));
  const [{ tab, attempt: chosen }, setParams] = useQueryStates(params);
  const breadcrumb = [{ label: tRuns("title"), href: runsHref(initial.project) }];

  // A read that was refused is the truth of this moment; one that failed leaves what was known in view.
  const refused = error instanceof ReadError && /^(denied|not-found|unauthenticated)$/.test(error.failure.code);
  if (refused)
    return (
      <Page title={initial.jobName} breadcrumb={breadcrumb}>
        <Trouble error={error.failure} onRetry={() => void refetch()} />
      </Page>
    );

  const attempt = run.attempts.some(({ number }) => number === chosen) && chosen ? chosen : run.attempt;
  const reason = run.stopRequestedAt && !run.finishedAt ? t("stopAsked") : reasonOf(run);
  return (
    <Page
      title={run.jobName}
      breadcrumb={breadcrumb}
      badge={<Mono value={run.id}>{shortId(run.id)}</Mono>}
      actions={
        <>
          {!run.mayLaunch && (
            <RequestAccess asking={{ kind: "project-role", project: run.project, role: "operator" }} />
          )}
          <RerunMenu run={run} />
          <RunYaml
            yaml={run.attempts.find(({ number }) => number === attempt)?.yaml}
            attempt={attempt}
            cluster={run.cluster}
          />
          <StopRun run={run} onAsked={() => void refetch()} />
        </>
      }
      fill
    >
      <div className="flex min-h-0 flex-1 flex-col overflow-y-auto">
        <header className="flex flex-col gap-3 px-4 pt-4">
          <div role="status" className="flex min-h-6 flex-wrap items-center gap-x-3">
            <RunStatus state={run.state} reason={reason} size="lg" className="max-sm:flex-wrap" />
            <span className="text-muted" aria-hidden>
              <Elapsed since={run.createdAt} until={run.finishedAt} />
            </span>
          </div>
          <div className="flex flex-wrap items-center gap-1.5">
            <RunChips run={run} attempt={run.attempts.length > 1 ? undefined : attempt} />
            {run.attempts.length > 1 && (
              <Select
                label={t("attempts")}
                options={run.attempts.map(({ number }) => ({ value: String(number), label: t("attempt", { number }) }))}
                value={String(attempt)}
                onValueChange={(value) =>
                  void setParams({ attempt: Number(value) === run.attempt ? null : Number(value) })
                }
                className="w-32"
              />
            )}
          </div>
          <RunTimeline spans={runSpans(run, attempt)} />
          <Tabs
            label={t("tabs")}
            value={tab}
            onValueChange={(next) => void setParams({ tab: next })}
            tabs={tabs.map((value) => ({
              value,
              label: t(`tab.${value}`),
              ...(value === "events" ? { count: run.events.length } : {}),
            }))}
          />
        </header>
        <section aria-label={t(`tab.${tab}`)} className="flex min-h-0 flex-1 flex-col">
          {tab === "logs" && <RunLog run={run} attempt={attempt} />}
          {tab === "events" && (
            <div className="p-4">
              <RunEvents run={run} />
            </div>
          )}
          {tab === "provenance" && (
            <div className="p-4">
              <RunProvenance run={run} attempt={attempt} />
            </div>
          )}
        </section>
      </div>
    </Page>
  );
}
