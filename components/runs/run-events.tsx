"use client";
import { useTranslations } from "next-intl";
import { AbsoluteTime } from "#components/shared/absolute-time.tsx";
import { Duration } from "#components/shared/duration.tsx";
import { RunStatus } from "#components/shared/run-status.tsx";
import { StatusMark } from "#components/shared/status-mark.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { Table, TableCell, TableHead, TableHeader, TableRow } from "#components/ui/table.tsx";
import type { RunView } from "#lib/runs/client.ts";
import { useSentence } from "./use-sentence.ts";

type RunEvent = RunView["events"][number];

/** The run's story in words, newest last, as it happened. */
export function RunEvents({ run }: { run: RunView }) {
  const t = useTranslations("run.events");
  if (run.events.length === 0) return <EmptyState title={t("empty")} />;
  const events = run.events.toSorted((a, b) => Date.parse(a.at) - Date.parse(b.at) || a.id - b.id);
  const several = run.attempts.length > 1;
  return (
    <Table label={t("what")}>
      <TableHead>
        <TableHeader className="w-44">{t("when")}</TableHeader>
        {several && <TableHeader className="w-20">{t("attempt")}</TableHeader>}
        <TableHeader>{t("what")}</TableHeader>
      </TableHead>
      <tbody>
        {events.map((event) => (
          <TableRow key={event.id} className="align-top">
            <TableCell className="whitespace-nowrap text-muted">
              <AbsoluteTime at={event.at} seconds />
            </TableCell>
            {several && <TableCell className="text-muted">{event.attempt}</TableCell>}
            <TableCell>
              <EventWords event={event} />
            </TableCell>
          </TableRow>
        ))}
      </tbody>
    </Table>
  );
}

function EventWords({ event: { detail } }: { event: RunEvent }) {
  const t = useTranslations("run.events");
  const sentence = useSentence();
  if ("state" in detail) {
    const why = detail.reason ? sentence("runReason", detail.reason, detail.params) : t(`state.${detail.state}`);
    return <RunStatus state={detail.state} reason={why} />;
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
    <div>
      <StatusMark tone={detail.level === "warning" ? "warn" : "none"}>
        {sentence("run.events.notice", detail.notice)}
      </StatusMark>
      {detail.text && <p className="break-words pl-5.5 font-mono text-muted text-sm">{detail.text}</p>}
    </div>
  );
}
