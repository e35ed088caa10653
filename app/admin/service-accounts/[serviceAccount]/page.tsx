import type { Metadata, Route } from "next";
import { getTranslations } from "next-intl/server";
import { BindingsPage } from "#components/bindings/bindings-page.tsx";
import { Trouble } from "#components/runs/trouble.tsx";
import { Page } from "#components/shared/page.tsx";
import { getServiceAccountBindings } from "#lib/access/binding-queries.ts";
import { ask } from "#lib/auth/ask.ts";
import { getProfile } from "#lib/auth/queries.ts";
import { toWire } from "#lib/platform/wire.ts";

export const generateMetadata = async (): Promise<Metadata> => ({
  title: (await getTranslations("bindings"))("title"),
});

export default async function ServiceAccountPage({ params }: PageProps<"/admin/service-accounts/[serviceAccount]">) {
  const { serviceAccount } = await params;
  const [account, profile, t] = await Promise.all([
    ask(getServiceAccountBindings, { serviceAccountId: serviceAccount }),
    ask(getProfile, {}),
    getTranslations("bindings"),
  ]);
  if (!account.ok)
    return (
      <Page title={t("title")}>
        <Trouble error={account.error} />
      </Page>
    );
  return (
    <Page title={account.data.name} mono breadcrumb={[{ label: t("all"), href: "/admin/service-accounts" as Route }]}>
      <BindingsPage initial={toWire(account.data)} mayChange={profile.ok && profile.data.changesClusters} />
    </Page>
  );
}
