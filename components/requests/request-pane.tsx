"use client";
import { useQuery } from "@tanstack/react-query";
import { SearchX } from "lucide-react";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { type ReactNode, useState } from "react";
import { jobHref } from "#components/runs/run-href.ts";
import { Trouble } from "#components/runs/trouble.tsx";
import { RelativeTime } from "#components/shared/relative-time.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { Skeleton } from "#components/ui/skeleton.tsx";
import { type RequestDetailView, requestOptions } from "#lib/access/request-client.ts";
import { ReadError } from "#lib/platform/read.ts";
import { DecideForm } from "./decide-form.tsx";
import { OpensTable } from "./opens-table.tsx";
import { RequestOutcome } from "./request-outcome.tsx";
import { RequestReach } from "./request-reach.tsx";
import { useRequestWords } from "./request-words.tsx";

type Props = {
  requestId: string;
  initial: RequestDetailView | undefined;
  /** It was decided here: it stays in view though it leaves the list. */
  onDecided: () => void;
};

/** One request as it is at this moment, in whichever of its states. */
export function RequestPane({ requestId, initial, onDecided }: Props) {
  const t = useTranslations("requests");
  const { data, error, refetch } = useQuery(requestOptions(requestId, initial));
  const failure = error instanceof ReadError ? error.failure : undefined;
  if (failure?.code === "not-found" || failure?.code === "invalid")
    return <EmptyState icon={<SearchX />} title={t("notThere")} text={t("notThereText")} />;
  if (!data) return failure ? <Trouble error={failure} onRetry={() => void refetch()} /> : <PaneWaiting />;
  return <Request request={data} onDecided={onDecided} />;
}

function Request({ request, onDecided }: { request: RequestDetailView; onDecided: () => void }) {
  const t = useTranslations("requests");
  const { rich, spanOf, roleOf, dateOf } = useRequestWords();
  // Once it could be decided here, the form stays, so that what was typed is not lost when somebody else decides.
  const [wasOpen, setWasOpen] = useState(false);
  if (!wasOpen && request.state === "pending" && (request.mayDecide || request.mayNotDecide)) setWasOpen(true);
  const { title, requester, requesterRole, createdAt, days, project, why, kind } = request;
  const facts = [
    spanOf(days),
    ...(kind === "project-role" ? [] : [t("forProject", { project: project.slug })]),
    requesterRole
      ? t("is", { role: roleOf(requesterRole), project: project.slug })
      : t("isNone", { project: project.slug }),
    ...(request.mayDecide ? [t("decideBy", { date: dateOf(request.decideBy) })] : []),
  ];
  return (
    <article className="max-w-3xl">
      <h2 className="break-words font-semibold text-xl">{rich(title)}</h2>
      <p className="flex flex-wrap gap-x-1.5 text-muted">
        <span>
          {t("askedBy", { login: requester })} <RelativeTime at={createdAt} />
        </span>
        {request.job && <FromJob project={project.slug} job={request.job} />}
        {facts.map((fact) => (
          <span key={fact}>· {fact}</span>
        ))}
      </p>
      <blockquote className="mt-5 whitespace-pre-wrap break-words rounded-md border border-line bg-sunken px-3.5 py-3">
        {t("quote", { why })}
      </blockquote>
      <h3 className="mt-5 mb-2 font-semibold">{t("opens")}</h3>
      <OpensTable opens={request.opens} />
      <RequestReach request={request} />
      {!request.mayDecide && <RequestOutcome request={request} />}
      {wasOpen && <DecideForm request={request} onDecided={onDecided} />}
    </article>
  );
}

type FromJobProps = { project: string; job: NonNullable<RequestDetailView["job"]> };

/** The job from whose launch form it was asked, and the way to it for who may see it. */
function FromJob({ project, job: { id, name } }: FromJobProps) {
  const t = useTranslations("requests");
  const asName = (chunks: ReactNode) =>
    id ? (
      <Link href={jobHref(project, id)} prefetch={false} className="text-ink underline underline-offset-2">
        {chunks}
      </Link>
    ) : (
      <span className="text-ink">{chunks}</span>
    );
  return <span className="break-words">· {t.rich("fromJob", { job: name, name: asName })}</span>;
}

/** The shape of a request while it is read. */
function PaneWaiting() {
  const t = useTranslations("ui");
  return (
    <div role="status" aria-label={t("loading")} className="max-w-3xl">
      <Skeleton className="h-6 w-1/2" />
      <Skeleton className="mt-2 h-3 w-2/3" />
      <Skeleton className="mt-6 h-11 w-full" />
      <Skeleton className="mt-6 h-3 w-24" />
      <Skeleton className="mt-3 h-24 w-full" />
      <Skeleton className="mt-4 h-3 w-3/4" />
    </div>
  );
}
