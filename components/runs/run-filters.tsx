"use client";
import { useTranslations } from "next-intl";
import { debounce, useQueryStates } from "nuqs";
import { SearchInput } from "#components/ui/search-input.tsx";
import { Select } from "#components/ui/select.tsx";
import { activeStates, runParams, runStates } from "./run-params.ts";

type Props = { jobs: { id: string; name: string }[]; clusters: string[] };

/** Any state, all that are under way, or one; more than one other can be given in the URL. */
const stateValue = (states: readonly string[]) =>
  states.length === 0
    ? "any"
    : states.length === 1
      ? (states[0] ?? "any")
      : states.join(",") === activeStates.join(",")
        ? "active"
        : "several";

export function RunFilters({ jobs, clusters }: Props) {
  const t = useTranslations();
  const [{ state, cluster, job, search }, setParams] = useQueryStates(runParams);
  const set = (change: Partial<Parameters<typeof setParams>[0] & object>) =>
    void setParams({ ...change, before: null }, { history: "push" });
  const several = { value: "several", label: state.map((one) => t(`runStatus.${one}`)).join(", ") };
  const states = [
    { value: "any", label: t("runs.anyState") },
    { value: "active", label: t("runs.active") },
    ...runStates.map((value) => ({ value: value as string, label: t(`runStatus.${value}`) })),
    ...(stateValue(state) === "several" ? [several] : []),
  ];
  const onState = (value: string) => {
    if (value === "several") return;
    set({
      state: value === "any" ? null : value === "active" ? [...activeStates] : runStates.filter((one) => one === value),
    });
  };
  return (
    <search className="mb-3 flex flex-wrap gap-2">
      <SearchInput
        label={t("runs.search")}
        value={search}
        onValueChange={(value) =>
          void setParams(
            { search: value || null, before: null },
            { limitUrlUpdates: value ? debounce(200) : undefined },
          )
        }
        className="max-sm:w-full"
      />
      <Select
        label={t("runs.state")}
        options={states}
        value={stateValue(state)}
        onValueChange={onState}
        className="w-36"
      />
      <Select
        label={t("runs.cluster")}
        options={[
          { value: "", label: t("runs.anyCluster") },
          ...clusters.map((name) => ({ value: name, label: name })),
        ]}
        value={cluster}
        onValueChange={(value) => set({ cluster: value || null })}
        className="w-40"
      />
      <Select
        label={t("runs.job")}
        options={[{ value: "", label: t("runs.anyJob") }, ...jobs.map(({ id, name }) => ({ value: id, label: name }))]}
        value={job}
        onValueChange={(value) => set({ job: value || null })}
        className="w-48"
      />
    </search>
  );
}
