"use client";
import { useTranslations } from "next-intl";
import { useQueryStates } from "nuqs";
import { ListSearch } from "#components/shared/list-search.tsx";
import { Select } from "#components/ui/select.tsx";
import { userParams } from "./user-params.ts";

const states = ["any", "enabled", "disabled"] as const;
const roles = ["any", "admin", "auditor", "member"] as const;

export function UserFilters() {
  const t = useTranslations("users");
  const [{ state, role }, setParams] = useQueryStates(userParams);
  const set = (change: Parameters<typeof setParams>[0] & object) =>
    void setParams({ ...change, page: null }, { history: "push" });
  return (
    <search className="mb-3 flex flex-wrap gap-2">
      <ListSearch label={t("search")} />
      <Select
        label={t("columnRole")}
        options={roles.map((value) => ({ value, label: value === "any" ? t("anyRole") : t(`role.${value}`) }))}
        value={role ?? "any"}
        onValueChange={(value) => set({ role: value === "any" ? null : value })}
        className="w-36"
      />
      <Select
        label={t("columnState")}
        options={states.map((value) => ({ value, label: value === "any" ? t("anyState") : t(`state.${value}`) }))}
        value={state ?? "any"}
        onValueChange={(value) => set({ state: value === "any" ? null : value })}
        className="w-36"
      />
    </search>
  );
}
