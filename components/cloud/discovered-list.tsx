"use client";
import { useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useQueryStates } from "nuqs";
import { useState } from "react";
import { Refusal } from "#components/shared/refusal.tsx";
import { useChange } from "#components/shared/use-change.ts";
import { Button } from "#components/ui/button.tsx";
import { Checkbox } from "#components/ui/checkbox.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { SearchInput } from "#components/ui/search-input.tsx";
import { toast } from "#components/ui/toast.ts";
import type { AccountChoice } from "#lib/cloud/account-queries.ts";
import { mapResources } from "#lib/cloud/actions.ts";
import type { DiscoveryView, ResourceKind } from "#lib/cloud/client.ts";
import { DiscoveredTable } from "./discovered-table.tsx";
import { type Candidate, candidatesOf, type Edit, keyOf, resourcesToMap, searched } from "./discovery-choice.ts";
import { NameByHand } from "./name-by-hand.tsx";
import { Obstacles } from "./obstacles.tsx";
import { isResidency } from "./residency-input.tsx";
import { resourceParams } from "./resource-params.ts";
import type { ProjectChoice } from "./resources-page.tsx";

type Props = {
  account: AccountChoice;
  kind: ResourceKind;
  discovery: DiscoveryView;
  projects: ProjectChoice[];
  residencies: string[];
  mayChange: boolean;
};

/** Rows that are drawn at once; what lies beyond is found by the search. */
const shownRows = 100;

/** What an account holds of a kind, to pick from: with the suggested residency and owner, which can be changed before it is mapped. */
export function DiscoveredList({ account, kind, discovery, projects, residencies, mayChange }: Props) {
  const t = useTranslations("cloud");
  const queries = useQueryClient();
  const [{ search }, setParams] = useQueryStates(resourceParams);
  const [onlyNew, setOnlyNew] = useState(false);
  const [named, setNamed] = useState<Candidate[]>([]);
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const [edits, setEdits] = useState<ReadonlyMap<string, Edit>>(new Map());
  const all = candidatesOf(discovery.found, named);
  const fitting = searched(all, search, onlyNew);
  const toMap = resourcesToMap(kind, all, chosen, edits);
  const lacks = toMap.filter(({ residency }) => !isResidency(residency));
  const denied = discovery.obstacles.filter(({ code }) => code === "denied");

  const { submit, pending, failure } = useChange(
    () => mapResources({ cloudAccountId: account.id, resources: toMap }),
    ({ ids, unseen }) => {
      toast.success(
        t("mapped", { count: ids.length }),
        unseen.length > 0 ? { description: t("mappedUnseen", { names: unseen.join(", ") }) } : undefined,
      );
      setChosen(new Set());
      setNamed([]);
      void queries.invalidateQueries({ queryKey: ["admin"] });
    },
  );
  const choose = (keys: readonly string[], on: boolean) =>
    setChosen((now) => {
      const next = new Set(now);
      for (const key of keys) on ? next.add(key) : next.delete(key);
      return next;
    });
  const edit = (key: string, part: Edit) => setEdits((now) => new Map(now).set(key, { ...now.get(key), ...part }));

  return (
    <>
      <Obstacles obstacles={discovery.obstacles} kind={kind} account={account} />
      {mayChange && denied.length > 0 && (
        <NameByHand
          kind={kind}
          regions={discovery.regions}
          onName={(one) => {
            setNamed((now) => [one, ...now.filter((other) => keyOf(other) !== keyOf(one))]);
            choose([keyOf(one)], true);
          }}
        />
      )}
      {all.length === 0 ? (
        discovery.obstacles.length === 0 && (
          <EmptyState
            title={t(`nothingFound.${kind}`)}
            text={t("lookedIn", { regions: discovery.regions.join(", ") })}
          />
        )
      ) : (
        <>
          <div className="mb-3 flex flex-wrap items-center gap-x-4 gap-y-2">
            <SearchInput
              label={t("searchFound")}
              value={search}
              onValueChange={(value) => void setParams({ search: value || null })}
              className="max-sm:w-full"
            />
            <Checkbox label={t("onlyNew")} checked={onlyNew} onCheckedChange={setOnlyNew} className="items-center" />
            <span className="text-muted text-sm" role="status">
              {t("foundCount", { count: all.length, mapped: all.filter((one) => one.mappedAs).length })}
            </span>
            {mayChange && (
              <Button
                variant="primary"
                className="ml-auto"
                pending={pending}
                disabled={toMap.length === 0 || lacks.length > 0}
                onClick={submit}
              >
                {t("mapCount", { count: toMap.length })}
              </Button>
            )}
          </div>
          {lacks.length > 0 && (
            <p role="status" className="mb-2 text-sm text-warn">
              {t("lacksResidency", { names: lacks.map(({ name }) => name).join(", ") })}
            </p>
          )}
          <Refusal failure={failure} />
          <DiscoveredTable
            label={t(`kinds.${kind}`)}
            rows={fitting.slice(0, shownRows)}
            chosen={chosen}
            edits={edits}
            projects={projects}
            residencies={residencies}
            mayChange={mayChange}
            onChoose={choose}
            onEdit={edit}
            onOpen={(resource) => void setParams({ tab: "mapped", resource, search: null }, { history: "push" })}
          />
          {fitting.length > shownRows && (
            <p className="mt-2 text-muted text-sm">{t("moreFound", { count: fitting.length - shownRows })}</p>
          )}
          {discovery.isTruncated && <p className="mt-2 text-sm text-warn">{t("truncated")}</p>}
        </>
      )}
    </>
  );
}
