"use client";
import { useTranslations } from "next-intl";
import { Mono } from "#components/ui/mono.tsx";
import type { Failure } from "#lib/platform/result.ts";
import { useFailureWords } from "./use-failure-words.ts";

/** Why a change did not happen, in the dialog that asked for it. */
export function Refusal({ failure }: { failure: Failure | undefined }) {
  const t = useTranslations("states");
  const wordsOf = useFailureWords();
  if (!failure) return null;
  return (
    <div role="alert" className="mt-4 rounded-md bg-bad-soft px-3 py-2">
      <p className="text-bad">{wordsOf(failure)}</p>
      {failure.requestId && (
        <p className="mt-1 flex items-center gap-1.5 text-muted text-sm">
          {t("requestId")} <Mono truncate>{failure.requestId}</Mono>
        </p>
      )}
    </div>
  );
}
