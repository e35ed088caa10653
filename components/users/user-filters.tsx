"use client";
import { useTranslations } from "next-intl";
import { debounce, useQueryStates } from "nuqs";
import { SearchInput } from "#components/ui/search-input.tsx";
import { Select } from "#components/ui/select.tsx";
import { userParams } from "./user-params.ts";

const states = ["any", "enabled", "disabled"] as const;
const roles = ["any", "admin", "auditor", "member"] as const;

export function UserFilters() {
  const t = useTranslations("users");
  const [{ search, state, role }, setParams] = useQueryStates(userParams);
  const set = (change: Parameters<typeof setParams>[0] & object) =>
    void setParams({ ...change, page: null }, { history: "push" });
  return (
    <search className="mb-3 flex flex-wrap gap-2">
      <SearchInput
        label={t("search")}
        value={search}
        onValueChange={(value) =>
          void setParams({ search: value || null, page: null }, { limitUrlUpdates: value ? debounce(200) : undefined })
        }
        className="max-sm:w-full"
      />
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
