"use client";
import { useFormatter, useTranslations } from "next-intl";
import type { StepView } from "#lib/access/project-access-client.ts";
import { useStepWords } from "./step-words.ts";

type Props = {
  steps: readonly StepView[];
  /** When the yes becomes a no. */
  until: string | null;
};

/** The reasons of an answer, a sentence each, with since when, until when and by whom. */
export function Because({ steps, until }: Props) {
  const t = useTranslations("access");
  const format = useFormatter();
  const words = useStepWords();
  return (
    <ul className="min-w-0">
      {steps.map((step, index) => {
        const { sentence, facts } = words(step);
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: reasons have no id, and are shown in the order they came.
          <li key={index}>
            {sentence}
            {facts.length > 0 && <span className="text-muted"> · {facts.join(" · ")}</span>}
          </li>
        );
      })}
      {until && steps.length > 1 && (
        <li className="text-muted">
          {t("endsOn", { date: format.dateTime(new Date(until), { dateStyle: "medium", timeStyle: "short" }) })}
        </li>
      )}
    </ul>
  );
}
