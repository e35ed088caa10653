import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { AccountPage } from "#components/cloud/account-page.tsx";
import { accountsHref } from "#components/cloud/cloud-href.ts";
import { Trouble } from "#components/runs/trouble.tsx";
import { Page } from "#components/shared/page.tsx";
import { ask } from "#lib/auth/ask.ts";
import { getProfile } from "#lib/auth/queries.ts";
import { getAccount } from "#lib/cloud/account-queries.ts";
import { toWire } from "#lib/platform/wire.ts";

type Props = PageProps<"/admin/cloud-accounts/[account]">;

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const account = await ask(getAccount, { cloudAccountId: (await params).account });
  return { title: account.ok ? account.data.name : (await getTranslations("cloud"))("accountsTitle") };
}

export default async function CloudAccountPage({ params }: Props) {
  const { account: cloudAccountId } = await params;
  const [account, profile, t] = await Promise.all([
    ask(getAccount, { cloudAccountId }),
    ask(getProfile, {}),
    getTranslations("cloud"),
  ]);
  if (account.ok)
    return <AccountPage initial={toWire(account.data)} mayChange={profile.ok && profile.data.changesClusters} />;
  return (
    <Page title={t("accountsTitle")} breadcrumb={[{ label: t("accountsTitle"), href: accountsHref }]}>
      <Trouble error={account.error} />
    </Page>
  );
}
