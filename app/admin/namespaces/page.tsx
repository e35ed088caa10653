import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { createLoader } from "nuqs/server";
import { NamespaceList } from "#components/namespaces/namespace-list.tsx";
import { namespaceParams } from "#components/namespaces/namespace-params.ts";
import { Trouble } from "#components/runs/trouble.tsx";
import { Page } from "#components/shared/page.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { ask } from "#lib/auth/ask.ts";
import { getProfile } from "#lib/auth/queries.ts";
import { listClusterChoices } from "#lib/clusters/choices.ts";
import { listNamespaces } from "#lib/clusters/namespace-list.ts";
import { toWire } from "#lib/platform/wire.ts";
import { listProjects } from "#lib/projects/queries.ts";

export const generateMetadata = async (): Promise<Metadata> => ({
  title: (await getTranslations("namespaces"))("title"),
});

const load = createLoader(namespaceParams);

export default async function NamespacesPage({ searchParams }: PageProps<"/admin/namespaces">) {
  const [{ cluster: name, ...list }, t, clusters, projects, profile] = await Promise.all([
    load(searchParams),
    getTranslations("namespaces"),
    ask(listClusterChoices, {}),
    ask(listProjects, {}),
    ask(getProfile, {}),
  ]);
  if (!clusters.ok)
    return (
      <Page title={t("title")}>
        <Trouble error={clusters.error} />
      </Page>
    );
  const cluster = clusters.data.find((each) => each.name === name) ?? clusters.data[0];
  if (!cluster)
    return (
      <Page title={t("title")}>
        <EmptyState title={t("noClusterTitle")} text={t("noClusterText")} />
      </Page>
    );
  const asked = { clusterId: cluster.id, search: list.search, sort: list.sort, page: list.page };
  const namespaces = await ask(listNamespaces, asked);
  return (
    <Page title={t("title")}>
      {namespaces.ok ? (
        <NamespaceList
          clusters={clusters.data}
          cluster={cluster}
          projects={projects.ok ? projects.data : []}
          mayChange={profile.ok && profile.data.changesClusters}
          initial={toWire(namespaces.data)}
          asked={asked}
        />
      ) : (
        <Trouble error={namespaces.error} />
      )}
    </Page>
  );
}
