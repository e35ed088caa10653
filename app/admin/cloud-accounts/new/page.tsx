import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { accountsHref } from "#components/cloud/cloud-href.ts";
import { NewAccount } from "#components/cloud/new-account.tsx";
import { Denied } from "#components/shared/denied.tsx";
import { Page } from "#components/shared/page.tsx";
import { ask } from "#lib/auth/ask.ts";
import { getProfile } from "#lib/auth/queries.ts";

export const generateMetadata = async (): Promise<Metadata> => ({
  title: (await getTranslations("cloud"))("newTitle"),
});

export default async function NewCloudAccountPage() {
  const [profile, t] = await Promise.all([ask(getProfile, {}), getTranslations("cloud")]);
  if (profile.ok && profile.data.changesClusters) return <NewAccount />;
  return (
    <Page title={t("newTitle")} breadcrumb={[{ label: t("accountsTitle"), href: accountsHref }]}>
      <Denied text={t("adminsOnly")} />
    </Page>
  );
}
