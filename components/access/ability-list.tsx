"use client";
import { useTranslations } from "next-intl";
import type { ProjectRole } from "#lib/access/policy.ts";
import type { ExplainedView } from "#lib/access/project-access-client.ts";
import { AskForRole } from "./ask-for-role.tsx";
import { Because } from "./because.tsx";
import { YesNo } from "./yes-no.tsx";

type Props = {
  abilities: ExplainedView["abilities"];
  /** The project in which one may ask for the role that is missing: of one's own access alone. */
  askIn: string | undefined;
};

const neededOf = ({ because }: Props["abilities"][number]) =>
  because.find(({ code }) => code === "needs-role")?.params.role as ProjectRole | undefined;

/** What somebody may do in the project, each with its reasons, and for oneself the way to what one may not. */
export function AbilityList({ abilities, askIn }: Props) {
  const t = useTranslations("access");
  return (
    <ul className="rounded-md border border-line">
      {abilities.map((answer) => {
        const { ability, may, until, because } = answer;
        const needed = neededOf(answer);
        return (
          <li
            key={ability}
            className="grid gap-x-6 gap-y-1 border-line px-3 py-2.5 not-last:border-b sm:grid-cols-[minmax(0,2fr)_minmax(0,3fr)]"
          >
            <span className="flex items-start gap-3">
              <YesNo may={may} />
              <span className="font-medium">{t(`ability.${ability}`)}</span>
            </span>
            <div className="flex min-w-0 flex-wrap items-start justify-between gap-x-3 gap-y-1">
              <Because steps={because} until={until} />
              {askIn && needed && <AskForRole project={askIn} wanted={needed} />}
            </div>
          </li>
        );
      })}
    </ul>
  );
}
