"use client";
import { useTranslations } from "next-intl";
import { useQueryStates } from "nuqs";
import { Tabs } from "#components/ui/tabs.tsx";
import type { ExplainedView, UsesView } from "#lib/access/project-access-client.ts";
import type { MembersQuestion, MembersView } from "#lib/projects/member-client.ts";
import { type AccessTab, accessParams } from "./access-params.ts";
import { ExplainedTab } from "./explained-tab.tsx";
import { MapTab } from "./map-tab.tsx";
import { MemberList } from "./member-list.tsx";
import { UsesTab } from "./uses-tab.tsx";

/** What the server read for the tab that the page was opened at; the others ask when they are opened. */
export type AccessStart = {
  members?: { asked: MembersQuestion; data: MembersView };
  uses?: UsesView;
  explained?: { user: string | null; data: ExplainedView };
};

export function AccessTabs({ project, start }: { project: string; start: AccessStart }) {
  const t = useTranslations("access");
  const [{ tab, user }, setParams] = useQueryStates(accessParams);
  const explained = start.explained?.user === user ? start.explained.data : undefined;
  return (
    <Tabs<AccessTab>
      label={t("tabs")}
      value={tab}
      onValueChange={(next) => void setParams({ tab: next, page: null, sort: null }, { history: "push" })}
      panelClassName="pt-4"
      tabs={[
        {
          value: "members",
          label: t("tab.members"),
          content: <MemberList project={project} start={start.members} />,
        },
        { value: "uses", label: t("tab.uses"), content: <UsesTab project={project} initial={start.uses} /> },
        { value: "map", label: t("tab.map"), content: <MapTab project={project} initial={start.uses} /> },
        {
          value: "explained",
          label: t("tab.explained"),
          content: <ExplainedTab project={project} initial={explained} />,
        },
      ]}
    />
  );
}
