"use client";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { Play } from "lucide-react";
import { useTranslations } from "next-intl";
import { useQueryStates } from "nuqs";
import { useRef } from "react";
import { Button } from "#components/ui/button.tsx";
import { ButtonLink } from "#components/ui/button-link.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { ReadError } from "#lib/platform/read.ts";
import { type RunPage, runsOptions } from "#lib/runs/client.ts";
import { RunFilters } from "./run-filters.tsx";
import { jobsHref } from "./run-href.ts";
import { filterOf, runParams } from "./run-params.ts";
import { RunTable } from "./run-table.tsx";
import { Trouble } from "./trouble.tsx";

type Props = { project: string; jobs: { id: string; name: string }[]; clusters: string[]; initial: RunPage };

const pageSize = 50;

/** The runs of a project, as the URL filters and pages them; new ones appear by themselves on the first page. */
export function RunList({ project, jobs, clusters, initial }: Props) {
  const t = useTranslations("runs");
  const [params, setParams] = useQueryStates(runParams);
  const filter = filterOf(params);
  // What the server sent belongs to the address it was asked for, not to a filter that is chosen later.
  const first = useRef(JSON.stringify(filter));
  const own = JSON.stringify(filter) === first.current ? initial : undefined;
  const { data, error, isPlaceholderData, refetch } = useQuery({
    ...runsOptions(project, filter, pageSize, own),
    placeholderData: keepPreviousData,
  });
  const filtered = params.state.length > 0 || params.cluster !== "" || params.job !== "" || params.search !== "";
  const clear = () => void setParams(null, { history: "push" });

  const empty = filtered ? (
    <EmptyState title={t("noMatchTitle")} action={<Button onClick={clear}>{t("clearFilters")}</Button>} />
  ) : (
    <EmptyState
      icon={<Play />}
      title={t("emptyTitle")}
      text={t("emptyText")}
      action={<ButtonLink href={jobsHref(project)}>{t("toJobs")}</ButtonLink>}
    />
  );
  return (
    <>
      <RunFilters jobs={jobs} clusters={clusters} />
      {!data && error instanceof ReadError && <Trouble error={error.failure} onRetry={() => void refetch()} />}
      {data && (
        <div
          aria-busy={isPlaceholderData || undefined}
          className={isPlaceholderData ? "opacity-60 transition-opacity" : undefined}
        >
          <RunTable project={project} label={t("title")} rows={data.runs} empty={empty} />
          {(params.before !== "" || data.next) && (
            <nav aria-label={t("paging")} className="flex justify-end gap-2 pt-2">
              <Button
                disabled={params.before === ""}
                onClick={() => void setParams({ before: null }, { history: "push" })}
              >
                {t("newest")}
              </Button>
              <Button disabled={!data.next} onClick={() => void setParams({ before: data.next }, { history: "push" })}>
                {t("older")}
              </Button>
            </nav>
          )}
        </div>
      )}
    </>
  );
}
