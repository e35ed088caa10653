"use client";
import { useTranslations } from "next-intl";
import type { ExplainedView } from "#lib/access/project-access-client.ts";
import { Because } from "./because.tsx";
import { YesNo } from "./yes-no.tsx";

/** What somebody may do in the project, each with its reasons. */
export function AbilityList({ abilities }: { abilities: ExplainedView["abilities"] }) {
  const t = useTranslations("access");
  return (
    <ul className="rounded-md border border-line">
      {abilities.map(({ ability, may, until, because }) => (
        <li
          key={ability}
          className="grid gap-x-6 gap-y-1 border-line px-3 py-2.5 not-last:border-b sm:grid-cols-[minmax(0,2fr)_minmax(0,3fr)]"
        >
          <span className="flex items-start gap-3">
            <YesNo may={may} />
            <span className="font-medium">{t(`ability.${ability}`)}</span>
          </span>
          <Because steps={because} until={until} />
        </li>
      ))}
    </ul>
  );
}
