"use client";
import { X } from "lucide-react";
import { useTranslations } from "next-intl";
import { useQueryStates } from "nuqs";
import { ListSearch } from "#components/shared/list-search.tsx";
import { Button } from "#components/ui/button.tsx";
import { Combobox } from "#components/ui/combobox.tsx";
import { Input } from "#components/ui/input.tsx";
import { Select } from "#components/ui/select.tsx";
import { auditParams, dayOf } from "./audit-params.ts";
import { useAuditWords } from "./use-words.ts";

type Props = { actions: readonly string[]; projects: readonly { slug: string; name: string }[] };

/** Which rows are shown; all of it stands in the URL. */
export function AuditFilters({ actions, projects }: Props) {
  const t = useTranslations("audit");
  const { actionOf } = useAuditWords();
  const [{ actor, action, outcome, project, from, to }, setParams] = useQueryStates(auditParams);
  const set = (change: Parameters<typeof setParams>[0] & object) =>
    void setParams({ ...change, page: null }, { history: "push" });
  // An action of the URL that the trail has not seen is still what is filtered by.
  const known = action === null || actions.includes(action) ? actions : [...actions, action];
  const dated = (name: "from" | "to", value: Date | null) => (
    <span className="flex items-center gap-1.5 text-muted">
      <span aria-hidden>{t(name)}</span>
      <Input
        type="date"
        aria-label={t(`${name}Day`)}
        value={dayOf(value) ?? ""}
        onValueChange={(text) => set({ [name]: text ? new Date(`${text}T00:00:00Z`) : null })}
        className="w-36"
      />
    </span>
  );
  return (
    <search className="mb-3 flex flex-wrap items-center gap-2">
      <ListSearch label={t("search")} />
      <Combobox
        label={t("actionFilter")}
        options={[
          { value: "", label: t("anyAction") },
          ...known.map((name) => ({
            value: name,
            label: actionOf(name),
            detail: <code className="font-mono text-sm">{name}</code>,
          })),
        ]}
        value={action ?? ""}
        onValueChange={(value) => set({ action: value || null })}
        className="w-56"
      />
      <Select<"" | "done" | "refused">
        label={t("outcomeFilter")}
        options={[
          { value: "", label: t("anyOutcome") },
          { value: "done", label: t("outcome.done") },
          { value: "refused", label: t("outcome.refused") },
        ]}
        value={outcome ?? ""}
        onValueChange={(value) => set({ outcome: value || null })}
        className="w-36"
      />
      <Combobox
        label={t("projectFilter")}
        options={[
          { value: "", label: t("anyProject") },
          ...projects.map(({ slug, name }) => ({ value: slug, label: name })),
        ]}
        value={project ?? ""}
        onValueChange={(value) => set({ project: value || null })}
        className="w-40"
      />
      {dated("from", from)}
      {dated("to", to)}
      {actor !== null && (
        <Button size="sm" aria-label={t("dropActor", { name: actor })} onClick={() => set({ actor: null })}>
          {t("onlyActor", { name: actor })}
          <X aria-hidden />
        </Button>
      )}
    </search>
  );
}
