import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { clustersHref } from "#components/clusters/cluster-href.ts";
import { RegisterCluster } from "#components/clusters/register-cluster.tsx";
import { Trouble } from "#components/runs/trouble.tsx";
import { Page } from "#components/shared/page.tsx";
import { ask } from "#lib/auth/ask.ts";
import { registrationChoices } from "#lib/clusters/registration.ts";

export const generateMetadata = async (): Promise<Metadata> => ({
  title: (await getTranslations("clusters"))("newTitle"),
});

export default async function NewClusterPage() {
  const [choices, t] = await Promise.all([ask(registrationChoices, {}), getTranslations("clusters")]);
  if (choices.ok) return <RegisterCluster choices={choices.data} />;
  return (
    <Page title={t("newTitle")} breadcrumb={[{ label: t("title"), href: clustersHref }]}>
      <Trouble error={choices.error} />
    </Page>
  );
}
