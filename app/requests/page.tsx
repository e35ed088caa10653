import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { createLoader } from "nuqs/server";
import { DelegationButton } from "#components/requests/delegation-button.tsx";
import { Inbox } from "#components/requests/inbox.tsx";
import { inboxParams } from "#components/requests/inbox-params.ts";
import { Trouble } from "#components/runs/trouble.tsx";
import { Page } from "#components/shared/page.tsx";
import { countToDecide, getRequest, listRequests } from "#lib/access/request-queries.ts";
import { ask } from "#lib/auth/ask.ts";
import { currentContext } from "#lib/auth/current-context.ts";
import { toWire } from "#lib/platform/wire.ts";

export const generateMetadata = async (): Promise<Metadata> => ({
  title: (await getTranslations("requests"))("title"),
});

const load = createLoader(inboxParams);

export default async function RequestsPage({ searchParams }: PageProps<"/requests">) {
  const [{ box, search, request, page }, t] = await Promise.all([load(searchParams), getTranslations("requests")]);
  const [list, count] = await Promise.all([ask(listRequests, { box, search, page }), ask(countToDecide, {})]);
  if (!list.ok)
    return (
      <Page title={t("title")}>
        <Trouble error={list.error} />
      </Page>
    );
  // One that is not there is told in its own pane: the rest of the inbox is.
  const requestId = request ?? list.data.rows[0]?.id;
  const detail = requestId ? await getRequest.execute(await currentContext(), { requestId }) : undefined;
  return (
    <Page title={t("title")} actions={<DelegationButton />} fill>
      <Inbox
        initial={toWire({
          box,
          search,
          page,
          list: list.data,
          count: count.ok ? count.data : 0,
          detail: detail?.ok ? detail.data : undefined,
        })}
      />
    </Page>
  );
}
