"use client";
import { useTranslations } from "next-intl";
import { parseAsString, useQueryState } from "nuqs";
import { RequestAccess } from "#components/requests/request-access.tsx";
import { Denied } from "#components/shared/denied.tsx";
import { LogView } from "#components/shared/log-view.tsx";
import { useFailureWords } from "#components/shared/use-failure-words.ts";
import { cn } from "#components/ui/cn.ts";
import type { RunView } from "#lib/runs/client.ts";
import { logUrl } from "./log-stream.ts";
import { Trouble } from "./trouble.tsx";
import { useRunLog } from "./use-run-log.ts";

/** The logs of an attempt: all containers by time, or one of them; which one is part of the address. */
export function RunLog({ run, attempt }: { run: RunView; attempt: number }) {
  const t = useTranslations();
  const wordsOf = useFailureWords();
  const [container, setContainer] = useQueryState("container", parseAsString.withDefault(""));
  const containers = run.attempts.find(({ number }) => number === attempt)?.containers ?? [];
  const live = run.finishedAt === null && attempt === run.attempt;
  const { all, of, failure, reading, retry } = useRunLog({
    runId: run.id,
    attempt,
    containers,
    live,
    enabled: run.mayReadLogs,
  });
  if (!run.mayReadLogs)
    return (
      <Denied
        title={t("run.log.deniedTitle")}
        text={t("run.log.denied")}
        action={<RequestAccess asking={{ kind: "project-role", project: run.project, role: "viewer" }} />}
      />
    );

  const one = containers.includes(container) ? container : "";
  const lines = one === "" ? all : (of.get(one) ?? []);
  if (failure && lines.length === 0) return <Trouble error={failure} onRetry={retry} />;
  const empty =
    containers.length === 0 && live
      ? t("run.log.notSent")
      : live
        ? t("run.log.waiting")
        : reading
          ? t("ui.loading")
          : t("run.log.none");
  return (
    <div className="flex min-h-96 flex-1 flex-col">
      {failure && (
        <p role="alert" className="border-line border-b bg-warn-soft px-4 py-1.5 text-warn">
          {t("run.log.interrupted", { message: wordsOf(failure) })}
        </p>
      )}
      <LogView
        key={`${attempt}/${one}`}
        lines={lines}
        live={live}
        showContainer={one === ""}
        fileName={`${run.id}-${attempt}.log`}
        {...(one === "" ? {} : { downloadUrl: logUrl(run.id, attempt, one, { download: "1" }) })}
        empty={empty}
        leading={
          containers.length > 0 && (
            <fieldset className="flex gap-1">
              <legend className="sr-only">{t("log.containers")}</legend>
              {["", ...containers].map((name) => (
                <button
                  key={name}
                  type="button"
                  aria-pressed={name === one}
                  onClick={() => void setContainer(name || null)}
                  className={cn(
                    "h-7 rounded-md border px-2.5",
                    name !== "" && "font-mono",
                    name === one
                      ? "border-line-strong bg-sunken font-medium"
                      : "border-transparent text-muted hover:text-ink",
                  )}
                >
                  {name || t("log.allContainers")}
                </button>
              ))}
            </fieldset>
          )
        }
      />
    </div>
  );
}
