import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { createLoader } from "nuqs/server";
import { questionOf, resourceParams } from "#components/cloud/resource-params.ts";
import { ResourcesPage } from "#components/cloud/resources-page.tsx";
import { Trouble } from "#components/runs/trouble.tsx";
import { Page } from "#components/shared/page.tsx";
import { ask } from "#lib/auth/ask.ts";
import { getProfile } from "#lib/auth/queries.ts";
import { listAccountChoices } from "#lib/cloud/account-queries.ts";
import { listLines } from "#lib/cloud/residency-lines.ts";
import { listResources } from "#lib/cloud/resource-queries.ts";
import { toWire } from "#lib/platform/wire.ts";
import { listProjects } from "#lib/projects/queries.ts";

export const generateMetadata = async (): Promise<Metadata> => ({
  title: (await getTranslations("cloud"))("resourcesTitle"),
});

const load = createLoader(resourceParams);

export default async function CloudResourcesPage({ searchParams }: PageProps<"/admin/cloud-resources">) {
  const [params, accounts, projects, lines, profile, t] = await Promise.all([
    load(searchParams),
    ask(listAccountChoices, {}),
    ask(listProjects, {}),
    ask(listLines, {}),
    ask(getProfile, {}),
    getTranslations("cloud"),
  ]);
  const known = { accounts: accounts.ok ? accounts.data : [], projects: projects.ok ? projects.data : [] };
  const asked = questionOf(params, known.accounts, known.projects);
  const resources = await ask(listResources, asked);
  if (resources.ok && lines.ok)
    return (
      <ResourcesPage
        {...known}
        lines={toWire(lines.data)}
        mayChange={profile.ok && profile.data.changesClusters}
        initial={toWire(resources.data)}
        asked={asked}
      />
    );
  const error = resources.ok ? (lines.ok ? undefined : lines.error) : resources.error;
  return <Page title={t("resourcesTitle")}>{error && <Trouble error={error} />}</Page>;
}
