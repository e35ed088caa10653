import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { createLoader } from "nuqs/server";
import { accessParams } from "#components/access/access-params.ts";
import { type AccessStart, AccessTabs } from "#components/access/access-tabs.tsx";
import { Trouble } from "#components/runs/trouble.tsx";
import { Page } from "#components/shared/page.tsx";
import { explainAccessOf } from "#lib/access/explain-queries.ts";
import { getProjectUses } from "#lib/access/project-uses.ts";
import { ask } from "#lib/auth/ask.ts";
import type { Result } from "#lib/platform/result.ts";
import { toWire } from "#lib/platform/wire.ts";
import { listMembers } from "#lib/projects/list-members.ts";

export const generateMetadata = async (): Promise<Metadata> => ({ title: (await getTranslations("access"))("title") });

const load = createLoader(accessParams);

/** Reads what the open tab shows, and nothing for the others. */
async function startOf(project: string, asked: Awaited<ReturnType<typeof load>>): Promise<Result<AccessStart>> {
  const { tab, search, sort, page, user } = asked;
  if (tab === "members") {
    const question = { project, search, sort, page };
    const members = await ask(listMembers, question);
    return members.ok ? { ok: true, data: { members: { asked: question, data: toWire(members.data) } } } : members;
  }
  if (tab === "explained") {
    const explained = await ask(explainAccessOf, { project, ...(user ? { user } : {}) });
    return explained.ok ? { ok: true, data: { explained: { user, data: toWire(explained.data) } } } : explained;
  }
  const uses = await ask(getProjectUses, { project });
  return uses.ok ? { ok: true, data: { uses: toWire(uses.data) } } : uses;
}

export default async function AccessPage({ params, searchParams }: PageProps<"/projects/[project]/access">) {
  const [{ project }, asked, t] = await Promise.all([params, load(searchParams), getTranslations("access")]);
  const start = await startOf(project, asked);
  return (
    <Page title={t("title")}>
      {start.ok ? <AccessTabs project={project} start={start.data} /> : <Trouble error={start.error} />}
    </Page>
  );
}
