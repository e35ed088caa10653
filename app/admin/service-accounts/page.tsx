import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { createLoader } from "nuqs/server";
import { Trouble } from "#components/runs/trouble.tsx";
import { RegisterServiceAccount } from "#components/service-accounts/register-dialog.tsx";
import { ServiceAccountList } from "#components/service-accounts/service-account-list.tsx";
import { serviceAccountParams } from "#components/service-accounts/service-account-params.ts";
import { Page } from "#components/shared/page.tsx";
import { ask } from "#lib/auth/ask.ts";
import { getProfile } from "#lib/auth/queries.ts";
import { listClusterChoices } from "#lib/clusters/choices.ts";
import { listServiceAccounts } from "#lib/clusters/service-account-list.ts";
import { toWire } from "#lib/platform/wire.ts";
import { listProjects } from "#lib/projects/queries.ts";

export const generateMetadata = async (): Promise<Metadata> => ({
  title: (await getTranslations("serviceAccounts"))("title"),
});

const load = createLoader(serviceAccountParams);

export default async function ServiceAccountsPage({ searchParams }: PageProps<"/admin/service-accounts">) {
  const [params, t, clusters, projects, profile] = await Promise.all([
    load(searchParams),
    getTranslations("serviceAccounts"),
    ask(listClusterChoices, {}),
    ask(listProjects, {}),
    ask(getProfile, {}),
  ]);
  const allClusters = clusters.ok ? clusters.data : [];
  const allProjects = projects.ok ? projects.data : [];
  const { cluster, project, search, sort, page, drift } = params;
  const asked = {
    search,
    sort,
    page,
    drift,
    clusterId: allClusters.find(({ name }) => name === cluster)?.id ?? null,
    projectId: allProjects.find(({ slug }) => slug === project)?.id ?? null,
  };
  const accounts = await ask(listServiceAccounts, asked);
  const mayChange = profile.ok && profile.data.changesClusters;
  return (
    <Page title={t("title")} actions={mayChange && <RegisterServiceAccount clusters={allClusters} />}>
      {accounts.ok ? (
        <ServiceAccountList
          clusters={allClusters}
          projects={allProjects}
          mayChange={mayChange}
          initial={toWire(accounts.data)}
          asked={asked}
        />
      ) : (
        <Trouble error={accounts.error} />
      )}
    </Page>
  );
}
