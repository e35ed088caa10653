"use client";
import { useTranslations } from "next-intl";
import { useQueryStates } from "nuqs";
import { Page } from "#components/shared/page.tsx";
import { Tabs } from "#components/ui/tabs.tsx";
import type { AccountChoice } from "#lib/cloud/account-queries.ts";
import type { LinesView, ResourceRowView, ResourcesQuestion } from "#lib/cloud/client.ts";
import type { ListPage } from "#lib/platform/page.ts";
import { Discover } from "./discover.tsx";
import { Lines } from "./lines.tsx";
import { ResourceList } from "./resource-list.tsx";
import { resourceParams, resourceTabs } from "./resource-params.ts";

export type ProjectChoice = { id: string; slug: string; name: string };
export type ResourcesProps = {
  accounts: AccountChoice[];
  projects: ProjectChoice[];
  lines: LinesView;
  mayChange: boolean;
};
type Props = ResourcesProps & { initial: ListPage<ResourceRowView>; asked: ResourcesQuestion };

/** Buckets, image repositories and secrets: what is mapped, what the accounts hold besides, and the lines that data may cross. */
export function ResourcesPage({ initial, asked, ...props }: Props) {
  const t = useTranslations("cloud");
  const [{ tab }, setParams] = useQueryStates(resourceParams);
  const contents = {
    mapped: <ResourceList {...props} initial={initial} asked={asked} />,
    discover: <Discover {...props} />,
    lines: <Lines initial={props.lines} mayChange={props.mayChange} />,
  };
  return (
    <Page title={t("resourcesTitle")}>
      <Tabs
        label={t("resourcesTitle")}
        tabs={resourceTabs.map((value) => ({ value, label: t(`tab.${value}`), content: contents[value] }))}
        value={tab}
        onValueChange={(next) =>
          void setParams({ tab: next, search: null, page: null, sort: null, resource: null }, { history: "push" })
        }
        panelClassName="pt-4"
      />
    </Page>
  );
}
