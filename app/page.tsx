import { FolderSearch } from "lucide-react";
import type { Metadata, Route } from "next";
import { redirect } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { SignedIn } from "#app/signed-in.tsx";
import { JoinProject } from "#components/requests/join-project.tsx";
import { Failed } from "#components/shared/failed.tsx";
import { Page } from "#components/shared/page.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { Mono } from "#components/ui/mono.tsx";
import { ask } from "#lib/auth/ask.ts";
import { currentUser } from "#lib/auth/current-user.ts";
import { listProjects } from "#lib/projects/queries.ts";

export const generateMetadata = async (): Promise<Metadata> => ({ title: (await getTranslations("start"))("title") });

/** The first project of this person; without one, what to ask for. */
export default async function Start() {
  const [projects, user, t] = await Promise.all([ask(listProjects, {}), currentUser(), getTranslations("start")]);
  const first = projects.ok ? (projects.data.find(({ role }) => role !== null) ?? projects.data[0]) : undefined;
  if (first) redirect(`/projects/${first.slug}/overview` as Route);
  return (
    <SignedIn>
      <Page title={t("title")}>
        {projects.ok ? (
          <EmptyState
            icon={<FolderSearch />}
            title={t("emptyTitle")}
            text={t("emptyText")}
            action={
              <>
                {user && (
                  <p className="w-full">
                    <Mono>{user.login}</Mono>
                  </p>
                )}
                <JoinProject />
              </>
            }
          />
        ) : (
          <Failed text={projects.error.message} requestId={projects.error.requestId} />
        )}
      </Page>
    </SignedIn>
  );
}
