"use client";
import { RotateCw } from "lucide-react";
import { useTranslations } from "next-intl";
import { useClock } from "#components/shared/clock.ts";
import { Duration } from "#components/shared/duration.tsx";
import { useFailureWords } from "#components/shared/use-failure-words.ts";
import { Button } from "#components/ui/button.tsx";
import { cn } from "#components/ui/cn.ts";
import { Mono } from "#components/ui/mono.tsx";
import { Skeleton } from "#components/ui/skeleton.tsx";
import type { Failure } from "#lib/platform/result.ts";
import { CheckItem, Item } from "./check-item.tsx";
import type { AccessRequests } from "./use-access-requests.tsx";
import type { CheckView, PreflightView } from "./use-preflight.ts";

type Props = {
  result: PreflightView | undefined;
  failure: Failure | undefined;
  /** What the form itself knows to be missing, in words. */
  problems: string[];
  /** A launch that was refused. */
  refusal: Failure | undefined;
  checking: boolean;
  behind: boolean;
  onAgain: () => void;
  /** Names that the sentences of what to do may use. */
  context: Record<string, string>;
  requests: AccessRequests;
  /** Why the launch waits, or that it does not. */
  verdict: React.ReactNode;
};

const rank: Record<CheckView["status"], number> = { fail: 0, warn: 1, pass: 2 };

/** Every condition of the launch, held against the real world while the form changes: failures first. */
export function PreflightPanel(props: Props) {
  const { result, failure, problems, refusal, checking, behind, onAgain, context, requests, verdict } = props;
  const t = useTranslations("launch");
  const wordsOf = useFailureWords();
  const checks = [...(result?.checks ?? [])].sort((a, b) => rank[a.status] - rank[b.status]);
  return (
    <section aria-label={t("preflight")} aria-busy={checking || undefined}>
      <div className="flex min-h-11 items-center gap-2 border-line border-b px-4">
        <h2 className="font-semibold">{t("preflight")}</h2>
        <span className="ml-auto text-muted text-sm">
          {checking ? t("checking") : result && <Summary result={result} />}
        </span>
        <Button variant="ghost" size="icon-sm" aria-label={t("checkAgain")} onClick={onAgain}>
          <RotateCw aria-hidden />
        </Button>
      </div>
      {refusal && (
        <div role="alert" className="border-line border-b bg-bad-soft px-4 py-2.5">
          <p className="font-medium text-bad">{t("notLaunched")}</p>
          <p className="text-sm">{refusal.message}</p>
          {refusal.requestId && (
            <p className="mt-1 flex items-center gap-1.5 text-muted text-sm">
              {t("requestId")} <Mono truncate>{refusal.requestId}</Mono>
            </p>
          )}
        </div>
      )}
      <ul className="bg-surface">
        {problems.map((problem) => (
          <Item key={problem} status="fail" title={t("form")}>
            {problem}
          </Item>
        ))}
        {failure && failure.code !== "invalid" && (
          <Item status="fail" title={t("notChecked")}>
            {wordsOf(failure)} · {t("requestId")} {failure.requestId}
          </Item>
        )}
      </ul>
      {result ? (
        <ul className={cn("bg-surface transition-opacity", behind && "opacity-60")}>
          {checks.map((check, index) => (
            <CheckItem
              // biome-ignore lint/suspicious/noArrayIndexKey: one check may say the same of several things.
              key={`${check.id} ${check.code} ${index}`}
              check={check}
              context={context}
              asking={check.status === "pass" ? undefined : requests.askingOf(check.missing)}
            />
          ))}
        </ul>
      ) : (
        checking && <Waiting />
      )}
      <div className="px-4 py-3 text-muted" aria-live="polite">
        {verdict}
      </div>
    </section>
  );
}

function Summary({ result }: { result: PreflightView }) {
  const t = useTranslations();
  const now = useClock(1000);
  const seconds = Math.max(0, Math.floor((now - new Date(result.checkedAt).getTime()) / 1000));
  return t.rich("launch.summary", {
    count: result.checks.length,
    // Whole seconds: tenths of what is seconds old would flicker.
    ago: () => (seconds < 60 ? t("units.seconds", { value: seconds }) : <Duration ms={seconds * 1000} />),
  });
}

/** Lines at the height of real checks. */
function Waiting() {
  return (
    <ul aria-hidden className="bg-surface">
      {Array.from({ length: 9 }, (_, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the lines are all the same.
        <li key={index} className="flex h-15 flex-col justify-center gap-2 border-line border-b px-4 pl-11">
          <Skeleton className="h-3 w-1/3" />
          <Skeleton className="h-3 w-2/3" />
        </li>
      ))}
    </ul>
  );
}
