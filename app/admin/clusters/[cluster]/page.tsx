import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { clustersHref } from "#components/clusters/cluster-href.ts";
import { ClusterPage } from "#components/clusters/cluster-page.tsx";
import { Trouble } from "#components/runs/trouble.tsx";
import { Page } from "#components/shared/page.tsx";
import { ask } from "#lib/auth/ask.ts";
import { getCluster } from "#lib/clusters/cluster-list.ts";
import { toWire } from "#lib/platform/wire.ts";

type Props = PageProps<"/admin/clusters/[cluster]">;

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  return { title: decodeURIComponent((await params).cluster) };
}

export default async function OneClusterPage({ params }: Props) {
  const name = decodeURIComponent((await params).cluster);
  const [cluster, t] = await Promise.all([ask(getCluster, { name }), getTranslations("clusters")]);
  if (cluster.ok) return <ClusterPage initial={toWire(cluster.data)} />;
  return (
    <Page title={name} mono breadcrumb={[{ label: t("title"), href: clustersHref }]}>
      <Trouble error={cluster.error} />
    </Page>
  );
}
