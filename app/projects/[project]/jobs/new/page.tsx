import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { JobEditor } from "#components/jobs/job-editor.tsx";
import { RequestAccess } from "#components/requests/request-access.tsx";
import { jobsHref } from "#components/runs/run-href.ts";
import { Trouble } from "#components/runs/trouble.tsx";
import { Denied } from "#components/shared/denied.tsx";
import { Page } from "#components/shared/page.tsx";
import { ask } from "#lib/auth/ask.ts";
import { getProject } from "#lib/projects/queries.ts";

export const generateMetadata = async (): Promise<Metadata> => ({ title: (await getTranslations("jobs"))("newJob") });

export default async function NewJob({ params }: PageProps<"/projects/[project]/jobs/new">) {
  const [{ project }, t] = await Promise.all([params, getTranslations("jobs")]);
  const found = await ask(getProject, { project });
  if (found.ok && found.data.mayEdit) return <JobEditor project={project} />;
  return (
    <Page title={t("newJob")} breadcrumb={[{ label: t("title"), href: jobsHref(project) }]}>
      {found.ok ? (
        <Denied
          text={t("mayNotEdit", { project })}
          action={<RequestAccess asking={{ kind: "project-role", project, role: "editor" }} />}
        />
      ) : (
        <Trouble error={found.error} />
      )}
    </Page>
  );
}
