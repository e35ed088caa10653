import type { Metadata } from "next";
import { getTimeZone, getTranslations } from "next-intl/server";
import { createLoader } from "nuqs/server";
import { AuditActions } from "#components/audit/audit-actions.tsx";
import { AuditList } from "#components/audit/audit-list.tsx";
import { auditParams, filterOf } from "#components/audit/audit-params.ts";
import { Trouble } from "#components/runs/trouble.tsx";
import { Page } from "#components/shared/page.tsx";
import { listAudit, listAuditActions } from "#lib/audit/queries.ts";
import { ask } from "#lib/auth/ask.ts";
import { toWire } from "#lib/platform/wire.ts";
import { listProjects } from "#lib/projects/queries.ts";

export const generateMetadata = async (): Promise<Metadata> => ({ title: (await getTranslations("audit"))("title") });

const load = createLoader(auditParams);

export default async function AuditPage({ searchParams }: PageProps<"/admin/audit">) {
  const [params, zone, t] = await Promise.all([load(searchParams), getTimeZone(), getTranslations("audit")]);
  const asked = { ...filterOf(params, zone), sort: params.sort, page: params.page };
  const [rows, actions, projects] = await Promise.all([
    ask(listAudit, asked),
    ask(listAuditActions, {}),
    ask(listProjects, {}),
  ]);
  return (
    <Page title={t("title")} actions={rows.ok && <AuditActions />}>
      {rows.ok ? (
        <AuditList
          actions={actions.ok ? actions.data : []}
          projects={projects.ok ? projects.data : []}
          initial={toWire(rows.data)}
          asked={asked}
        />
      ) : (
        <Trouble error={rows.error} />
      )}
    </Page>
  );
}
