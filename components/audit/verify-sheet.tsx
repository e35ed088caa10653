"use client";
import { useFormatter, useNow, useTranslations } from "next-intl";
import { Trouble } from "#components/runs/trouble.tsx";
import { StatusMark } from "#components/shared/status-mark.tsx";
import { Button } from "#components/ui/button.tsx";
import { Mono } from "#components/ui/mono.tsx";
import { Sheet } from "#components/ui/sheet.tsx";
import { AnchorList } from "./anchor-list.tsx";
import { useVerify, type Walk } from "./use-verify.ts";
import { verdictOf } from "./verdict.ts";

type Props = { onClose: () => void; onRow: (sequence: number) => void };

/** Verifies the whole trail: every row by its chain, and the chain by what is kept of it outside the database. */
export function VerifySheet({ onClose, onRow }: Props) {
  const t = useTranslations("audit");
  const { walk, anchors, failure, stopped, startedAt, start, stop } = useVerify();
  const running = !stopped && !failure && !(walk.ended && anchors);
  return (
    <Sheet
      open
      onOpenChange={(open) => !open && onClose()}
      title={t("verifyTitle")}
      description={t("verifyText")}
      footer={
        running ? <Button onClick={stop}>{t("stop")}</Button> : <Button onClick={start}>{t("verifyAgain")}</Button>
      }
    >
      <div className="flex flex-col gap-6">
        {failure ? (
          <Trouble error={failure} onRetry={start} />
        ) : (
          <>
            <div role="status">
              <Verdict verdict={verdictOf(walk, anchors)} running={running} stopped={stopped} />
            </div>
            <Chain walk={walk} running={running && !walk.ended} startedAt={startedAt} onRow={onRow} />
            <section>
              <h3 className="font-semibold">{t("anchorsTitle")}</h3>
              <p className="mb-2 text-muted">{t("anchorsText")}</p>
              {anchors ? (
                <AnchorList anchors={anchors} />
              ) : (
                <StatusMark tone={stopped ? "none" : "run"}>{stopped ? t("stopped") : t("anchorsReading")}</StatusMark>
              )}
            </section>
          </>
        )}
      </div>
    </Sheet>
  );
}

function Verdict({
  verdict,
  running,
  stopped,
}: {
  verdict: ReturnType<typeof verdictOf>;
  running: boolean;
  stopped: boolean;
}) {
  const t = useTranslations("audit");
  if (verdict === "broken") return <StatusMark tone="bad">{t("verdict.broken")}</StatusMark>;
  if (stopped) return <StatusMark tone="none">{t("verdict.stopped")}</StatusMark>;
  if (running || verdict === undefined) return <StatusMark tone="run">{t("verdict.running")}</StatusMark>;
  return <StatusMark tone={verdict === "whole" ? "good" : "warn"}>{t(`verdict.${verdict}`)}</StatusMark>;
}

type ChainProps = { walk: Walk; running: boolean; startedAt: number; onRow: Props["onRow"] };

function Chain({ walk: { rows, of, last, broken, ended }, running, startedAt, onRow }: ChainProps) {
  const t = useTranslations("audit");
  const format = useFormatter();
  const at = last?.sequence ?? 0;
  const now = useNow({ updateInterval: 1000 });
  const perSecond = at / Math.max(1, (now.getTime() - startedAt) / 1000);
  const share = ended ? 1 : of === 0 ? 0 : Math.min(1, at / of);
  return (
    <section>
      <h3 className="mb-2 font-semibold">{t("chain")}</h3>
      {!ended && (
        <div
          role="progressbar"
          aria-label={t("progress")}
          aria-valuemin={0}
          aria-valuemax={100}
          aria-valuenow={Math.floor(share * 100)}
          className="mb-2 h-1.5 overflow-hidden rounded-sm bg-sunken"
        >
          <div className="h-full bg-accent" style={{ width: `${share * 100}%` }} />
        </div>
      )}
      <p className="tabular-nums">
        {ended && broken === null
          ? t("allWhole", { rows: format.number(rows) })
          : t("wholeSoFar", { rows: format.number(rows), of: format.number(of) })}
        {running && of > 0 && perSecond > 0 && (
          <span className="text-muted"> {t("left", { seconds: Math.ceil((of - at) / perSecond) })}</span>
        )}
      </p>
      {broken && (
        <div className="mt-2 rounded-md bg-bad-soft px-3 py-2">
          <p className="font-medium text-bad">{t(`broken.${broken.what}`, { sequence: broken.sequence })}</p>
          <p>{t("brokenRest")}</p>
          {broken.what !== "missing" && (
            <Button size="sm" className="mt-2" onClick={() => onRow(broken.sequence)}>
              {t("showRow", { sequence: broken.sequence })}
            </Button>
          )}
        </div>
      )}
      {ended && !broken && last && (
        <p className="mt-2">
          <span className="text-muted">{t("head", { sequence: last.sequence })}</span> <Mono>{last.hash}</Mono>
        </p>
      )}
    </section>
  );
}
