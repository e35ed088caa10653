"use client";
import { useTranslations } from "next-intl";
import { useEffect, useRef } from "react";
import { Button } from "#components/ui/button.tsx";
import { Mono } from "#components/ui/mono.tsx";
import type { JobView } from "#lib/jobs/client.ts";
import type { Failure } from "#lib/platform/result.ts";

type Props = {
  errors: Record<string, string>;
  failure: Failure | undefined;
  theirs: JobView | undefined;
  onTheirs: (now: JobView) => void;
  onMine: (now: JobView) => void;
};

/** Why a job was not saved, above the form: fields to mend, a refusal, or somebody else's newer version with both ways on. */
export function SaveTrouble({ errors, failure, theirs, onTheirs, onMine }: Props) {
  const t = useTranslations("jobs.form");
  const count = Object.keys(errors).length;
  const element = useRef<HTMLDivElement>(null);
  // Saving is reached from anywhere in a long form: what stands above it is brought into view. Fields are focused by the form.
  const heldUp = theirs ?? (count === 0 ? failure : undefined);
  useEffect(() => {
    if (heldUp) element.current?.focus();
  }, [heldUp]);

  if (theirs)
    return (
      <div
        ref={element}
        tabIndex={-1}
        role="alert"
        className="mb-4 rounded-md border border-line bg-warn-soft px-3 py-2.5"
      >
        <p className="font-medium text-warn">{t("conflictTitle")}</p>
        <p>{t("conflictText", { login: theirs.versions[0]?.by ?? "", number: theirs.versionNumber })}</p>
        <div className="mt-2 flex flex-wrap gap-2">
          <Button size="sm" onClick={() => onTheirs(theirs)}>
            {t("loadTheirs")}
          </Button>
          <Button size="sm" onClick={() => onMine(theirs)}>
            {t("keepMine")}
          </Button>
        </div>
      </div>
    );
  if (count === 0 && !failure) return null;
  return (
    <div ref={element} tabIndex={-1} role="alert" className="mb-4 rounded-md bg-bad-soft px-3 py-2.5">
      <p className="font-medium text-bad">{t("notSaved")}</p>
      <p>{count > 0 ? t("mend", { count }) : failure?.message || t("noAnswer")}</p>
      {count === 0 && failure?.requestId && (
        <p className="mt-1 flex items-center gap-1.5 text-muted text-sm">
          {t("requestId")} <Mono>{failure.requestId}</Mono>
        </p>
      )}
    </div>
  );
}
