"use client";
import { useTranslations } from "next-intl";
import { useQueryStates } from "nuqs";
import type { ProjectChoice } from "#components/namespaces/namespace-list.tsx";
import { ListSearch } from "#components/shared/list-search.tsx";
import { Checkbox } from "#components/ui/checkbox.tsx";
import { Combobox } from "#components/ui/combobox.tsx";
import { Select } from "#components/ui/select.tsx";
import type { ClusterChoiceView } from "#lib/clusters/namespace-client.ts";
import { serviceAccountParams } from "./service-account-params.ts";

const all = "";

/** What the list is narrowed to; all of it stands in the URL. */
export function ServiceAccountFilters({
  clusters,
  projects,
}: {
  clusters: ClusterChoiceView[];
  projects: ProjectChoice[];
}) {
  const t = useTranslations("serviceAccounts");
  const [{ cluster, project, drift }, setParams] = useQueryStates(serviceAccountParams);
  const named = (names: string[], everything: string) => [
    { value: all, label: everything },
    ...names.map((name) => ({ value: name, label: name })),
  ];
  const control = (count: number) => (count > 8 ? Combobox : Select);
  const ClusterControl = control(clusters.length);
  const ProjectControl = control(projects.length);
  return (
    <search className="mb-3 flex flex-wrap items-center gap-2">
      <ListSearch label={t("search")} />
      <ClusterControl
        label={t("columnCluster")}
        className="w-44"
        options={named(
          clusters.map(({ name }) => name),
          t("allClusters"),
        )}
        value={cluster ?? all}
        onValueChange={(value) => void setParams({ cluster: value || null, page: null })}
      />
      <ProjectControl
        label={t("columnProject")}
        className="w-44"
        options={named(
          projects.map(({ slug }) => slug),
          t("allProjects"),
        )}
        value={project ?? all}
        onValueChange={(value) => void setParams({ project: value || null, page: null })}
      />
      <Checkbox
        label={t("driftOnly")}
        checked={drift}
        onCheckedChange={(on) => void setParams({ drift: on || null, page: null })}
      />
    </search>
  );
}
