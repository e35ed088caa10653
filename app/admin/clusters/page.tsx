import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { createLoader } from "nuqs/server";
import { newClusterHref } from "#components/clusters/cluster-href.ts";
import { ClusterList } from "#components/clusters/cluster-list.tsx";
import { clusterParams } from "#components/clusters/cluster-params.ts";
import { Trouble } from "#components/runs/trouble.tsx";
import { Page } from "#components/shared/page.tsx";
import { ButtonLink } from "#components/ui/button-link.tsx";
import { ask } from "#lib/auth/ask.ts";
import { getProfile } from "#lib/auth/queries.ts";
import { listClusters } from "#lib/clusters/cluster-list.ts";
import { toWire } from "#lib/platform/wire.ts";

export const generateMetadata = async (): Promise<Metadata> => ({
  title: (await getTranslations("clusters"))("title"),
});

const load = createLoader(clusterParams);

export default async function ClustersPage({ searchParams }: PageProps<"/admin/clusters">) {
  const [{ search, sort, page, retired }, t, profile] = await Promise.all([
    load(searchParams),
    getTranslations("clusters"),
    ask(getProfile, {}),
  ]);
  const asked = { search, sort, page, retired };
  const clusters = await ask(listClusters, asked);
  const mayChange = profile.ok && profile.data.changesClusters;
  return (
    <Page
      title={t("title")}
      actions={
        mayChange && (
          <ButtonLink variant="primary" href={newClusterHref}>
            {t("register")}
          </ButtonLink>
        )
      }
    >
      {clusters.ok ? (
        <ClusterList mayChange={mayChange} initial={toWire(clusters.data)} asked={asked} />
      ) : (
        <Trouble error={clusters.error} />
      )}
    </Page>
  );
}
