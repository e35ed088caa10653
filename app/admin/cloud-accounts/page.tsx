import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { createLoader } from "nuqs/server";
import { AccountList } from "#components/cloud/account-list.tsx";
import { accountParams } from "#components/cloud/account-params.ts";
import { NewAccountLink } from "#components/cloud/new-account-link.tsx";
import { Trouble } from "#components/runs/trouble.tsx";
import { Page } from "#components/shared/page.tsx";
import { ask } from "#lib/auth/ask.ts";
import { getProfile } from "#lib/auth/queries.ts";
import { listAccounts } from "#lib/cloud/account-queries.ts";
import { toWire } from "#lib/platform/wire.ts";

export const generateMetadata = async (): Promise<Metadata> => ({
  title: (await getTranslations("cloud"))("accountsTitle"),
});

const load = createLoader(accountParams);

export default async function CloudAccountsPage({ searchParams }: PageProps<"/admin/cloud-accounts">) {
  const [{ search, sort, page }, t] = await Promise.all([load(searchParams), getTranslations("cloud")]);
  const asked = { search, sort, page };
  const [accounts, profile] = await Promise.all([ask(listAccounts, asked), ask(getProfile, {})]);
  const mayChange = profile.ok && profile.data.changesClusters;
  return (
    <Page title={t("accountsTitle")} actions={mayChange && <NewAccountLink />}>
      {accounts.ok ? (
        <AccountList initial={toWire(accounts.data)} asked={asked} mayChange={mayChange} />
      ) : (
        <Trouble error={accounts.error} />
      )}
    </Page>
  );
}
