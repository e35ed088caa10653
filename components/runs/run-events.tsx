"use client";
import { useFormatter, useTranslations } from "next-intl";
import { Duration } from "#components/shared/duration.tsx";
import { RunStatus } from "#components/shared/run-status.tsx";
import { Section } from "#components/shared/section.tsx";
import { StatusMark } from "#components/shared/status-mark.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import type { RunView } from "#lib/runs/client.ts";
import { useRunReason, useSentence } from "./use-sentence.ts";

type RunEvent = RunView["events"][number];

/** The run's story in words, as it happened; an attempt after the other. */
export function RunEvents({ run }: { run: RunView }) {
  const t = useTranslations("run");
  if (run.events.length === 0) return <EmptyState title={t("events.empty")} />;
  const events = run.events.toSorted((a, b) => Date.parse(a.at) - Date.parse(b.at) || a.id - b.id);
  const attempts = [...new Set(events.map(({ attempt }) => attempt))].sort((a, b) => a - b);
  if (attempts.length === 1) return <Story label={t("events.what")} events={events} start={run.createdAt} />;
  return attempts.map((number) => (
    <Section key={number} title={t("attempt", { number })}>
      <Story
        label={t("attempt", { number })}
        events={events.filter(({ attempt }) => attempt === number)}
        start={run.createdAt}
      />
    </Section>
  ));
}

function Story({ label, events, start }: { label: string; events: RunEvent[]; start: string }) {
  const format = useFormatter();
  const dayOf = (at: string) => format.dateTime(new Date(at), { dateStyle: "short" });
  return (
    <ol aria-label={label} className="max-w-5xl divide-y divide-line rounded-md border border-line">
      {events.map((event) => (
        <li key={event.id} className="flex min-h-8 gap-3 px-2.5 py-1.5">
          <time
            dateTime={event.at}
            title={format.dateTime(new Date(event.at), { dateStyle: "full", timeStyle: "long" })}
            className="shrink-0 whitespace-nowrap font-mono text-muted text-sm/5"
          >
            {dayOf(event.at) !== dayOf(start) && `${dayOf(event.at)} `}
            {format.dateTime(new Date(event.at), {
              hour: "2-digit",
              minute: "2-digit",
              second: "2-digit",
              hourCycle: "h23",
            })}
          </time>
          <div className="min-w-0 flex-1">
            <EventWords event={event} />
          </div>
        </li>
      ))}
    </ol>
  );
}

function EventWords({ event: { detail } }: { event: RunEvent }) {
  const t = useTranslations("run.events");
  const sentence = useSentence();
  const reasonOf = useRunReason();
  if ("state" in detail) {
    const why = reasonOf({ reason: detail.reason ?? null, reasonParams: detail.params }) ?? t(`state.${detail.state}`);
    return <RunStatus state={detail.state} reason={why} className="flex-wrap" />;
  }
  if ("phase" in detail) {
    const { phase, startedAt, endedAt } = detail;
    return (
      <span className="flex flex-wrap gap-x-2">
        {t(`phase.${phase}`)}
        {endedAt && (
          <span className="text-muted">
            <Duration ms={Date.parse(endedAt) - Date.parse(startedAt)} />
          </span>
        )}
      </span>
    );
  }
  return (
    <>
      <StatusMark tone={detail.level === "warning" ? "warn" : "none"}>
        {sentence("run.events.notice", detail.notice)}
      </StatusMark>
      {detail.text && <p className="break-words pl-5.5 font-mono text-muted text-sm">{detail.text}</p>}
    </>
  );
}
