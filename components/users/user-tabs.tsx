"use client";
import { useTranslations } from "next-intl";
import { useQueryStates } from "nuqs";
import { type ReactNode, useTransition } from "react";
import { Tabs } from "#components/ui/tabs.tsx";
import { userParams } from "./user-params.ts";

/** People, and what groups of the OpenID provider give them. The server reads what the chosen tab shows. */
export function UserTabs({ children }: { children: ReactNode }) {
  const t = useTranslations("users");
  const [pending, startTransition] = useTransition();
  const [{ tab }, setParams] = useQueryStates(userParams, { shallow: false, history: "push", startTransition });
  const content = (
    <div aria-busy={pending || undefined} className={pending ? "pt-4 opacity-60" : "pt-4"}>
      {children}
    </div>
  );
  return (
    <Tabs
      label={t("title")}
      value={tab}
      onValueChange={(value) =>
        void setParams({ tab: value, search: null, sort: null, page: null, state: null, role: null })
      }
      tabs={[
        { value: "users", label: t("tabUsers"), content },
        { value: "groups", label: t("tabGroups"), content },
      ]}
    />
  );
}
