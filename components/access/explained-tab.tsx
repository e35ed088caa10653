"use client";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useQueryStates } from "nuqs";
import { Trouble } from "#components/runs/trouble.tsx";
import { Section } from "#components/shared/section.tsx";
import { Button } from "#components/ui/button.tsx";
import { Field } from "#components/ui/field.tsx";
import { type ExplainedView, explainedOptions } from "#lib/access/project-access-client.ts";
import { ReadError } from "#lib/platform/read.ts";
import { AbilityList } from "./ability-list.tsx";
import { accessParams } from "./access-params.ts";
import { ExplainedPlaces } from "./explained-places.tsx";
import { PersonPicker } from "./person-picker.tsx";
import { TabLoading } from "./tab-loading.tsx";

/** Why one may and may not, in sentences: of oneself, and for an owner, an auditor or an admin of anybody. */
export function ExplainedTab({ project, initial }: { project: string; initial: ExplainedView | undefined }) {
  const t = useTranslations("access");
  const [{ user }, setParams] = useQueryStates(accessParams);
  const { data, error, isPlaceholderData, refetch } = useQuery({
    ...explainedOptions(project, user, initial),
    placeholderData: keepPreviousData,
  });
  if (error instanceof ReadError && (!data || isPlaceholderData))
    return <Trouble error={error.failure} onRetry={() => void refetch()} />;
  if (!data) return <TabLoading />;
  return (
    <div aria-busy={isPlaceholderData || undefined} className={isPlaceholderData ? "opacity-60" : undefined}>
      <div className="mb-5 flex flex-wrap items-end gap-2">
        <h2 className="font-semibold text-lg">
          {data.isSelf ? t("whatYouMay", { project }) : t("whatOtherMay", { project, login: data.login })}
        </h2>
        {data.mayAskOfOthers && (
          <div className="ml-auto flex items-end gap-2 max-sm:w-full">
            {!data.isSelf && (
              <Button onClick={() => void setParams({ user: null }, { history: "push" })}>{t("backToMe")}</Button>
            )}
            <Field label={t("choosePerson")} className="w-64 max-sm:flex-1">
              <PersonPicker
                project={project}
                value={data.login}
                onChange={({ login }) => void setParams({ user: login }, { history: "push" })}
              />
            </Field>
          </div>
        )}
      </div>
      <Section title={t("inProject")}>
        <AbilityList abilities={data.abilities} askIn={data.isSelf ? project : undefined} />
      </Section>
      <ExplainedPlaces
        places={data.places}
        closedNamespaces={data.closedNamespaces}
        askFor={data.mayRequest ? project : undefined}
      />
    </div>
  );
}
