"use client";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { HowLong, type HowLongValue } from "#components/requests/how-long.tsx";
import { ChangeDialog } from "#components/shared/change-dialog.tsx";
import { ResidencyChip } from "#components/shared/residency-chip.tsx";
import { useChange } from "#components/shared/use-change.ts";
import { Button } from "#components/ui/button.tsx";
import { Checkbox } from "#components/ui/checkbox.tsx";
import { Field } from "#components/ui/field.tsx";
import { Input } from "#components/ui/input.tsx";
import { SearchInput } from "#components/ui/search-input.tsx";
import { Select } from "#components/ui/select.tsx";
import { Skeleton } from "#components/ui/skeleton.tsx";
import { toast } from "#components/ui/toast.ts";
import { bindServiceAccount } from "#lib/access/binding-actions.ts";
import { type BindingsView, bindableOptions } from "#lib/access/binding-client.ts";
import type { Result } from "#lib/platform/result.ts";

const kinds = ["bucket", "image-repository", "secret"] as const;
type Kind = (typeof kinds)[number];
const dayMs = 24 * 3600_000;

/** Binds resources of the cluster's own account: several at once, for reading, writing or pulling, for good or until a day. */
export function BindDialog({ account }: { account: BindingsView }) {
  const t = useTranslations("bindings");
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button variant="primary" onClick={() => setOpen(true)}>
        {t("bind")}
      </Button>
      {open && <BindForm account={account} onClose={() => setOpen(false)} />}
    </>
  );
}

function BindForm({ account, onClose }: { account: BindingsView; onClose: () => void }) {
  const t = useTranslations("bindings");
  const client = useQueryClient();
  const [kind, setKind] = useState<Kind>("bucket");
  const [search, setSearch] = useState("");
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const [writes, setWrites] = useState(false);
  const [prefix, setPrefix] = useState("");
  const [until, setUntil] = useState<HowLongValue>("good");
  const [isTried, setTried] = useState(false);
  const { data: resources } = useQuery(bindableOptions(account.id, kind, search));
  const accesses =
    kind === "image-repository"
      ? (["pull"] as const)
      : writes && kind === "bucket"
        ? (["read", "write"] as const)
        : (["read"] as const);
  const expiresAt = until === "good" ? null : new Date(Date.now() + Number(until) * dayMs);

  const change = useChange(
    async (): Promise<Result<null>> => {
      // One after the other: the first that is refused is told, and what was bound before it stays.
      for (const cloudResourceId of chosen)
        for (const access of accesses) {
          const wanted = { serviceAccountId: account.id, cloudResourceId, access, expiresAt };
          const result = await bindServiceAccount({ ...wanted, prefix: kind === "bucket" ? prefix : "" });
          if (!result.ok) return result;
        }
      return { ok: true, data: null };
    },
    () => {
      toast.success(t("bound", { count: chosen.size }));
      void client.invalidateQueries({ queryKey: ["admin", "bindings", account.id] });
      onClose();
    },
  );
  const choose = (id: string, isChosen: boolean) => {
    const next = new Set(chosen);
    if (isChosen) next.add(id);
    else next.delete(id);
    setChosen(next);
  };
  return (
    <ChangeDialog
      size="md"
      title={t("bindTitle", { name: account.name })}
      text={t("bindText")}
      verb={t("bindCount", { count: chosen.size })}
      change={change}
      onDo={() => {
        setTried(true);
        if (chosen.size > 0) change.submit();
      }}
      onClose={onClose}
    >
      <div className="flex flex-wrap gap-2">
        <Select
          label={t("columnKind")}
          options={kinds.map((value) => ({ value, label: t(`kind.${value}`) }))}
          value={kind}
          onValueChange={(next) => {
            setKind(next);
            setChosen(new Set());
          }}
          className="w-44"
        />
        <SearchInput label={t("search")} value={search} onValueChange={setSearch} className="min-w-40 flex-1" />
      </div>
      <fieldset>
        <legend className="sr-only">{t(`kind.${kind}`)}</legend>
        <ul className="max-h-60 overflow-y-auto rounded-md border border-line">
          {!resources && <Skeleton className="m-2 h-6" />}
          {resources?.map((resource) => (
            <li key={resource.id} className="border-line border-b last:border-b-0">
              <div className="flex min-h-8 items-center gap-2.5 px-2.5">
                <Checkbox
                  className="min-w-0 flex-1 py-1.5"
                  label={<span className="break-all font-mono text-sm">{resource.name}</span>}
                  checked={chosen.has(resource.id)}
                  onCheckedChange={(on) => choose(resource.id, on)}
                />
                {resource.owner && <span className="text-muted text-sm">{resource.owner}</span>}
                <ResidencyChip residency={resource.residency} />
              </div>
            </li>
          ))}
          {resources?.length === 0 && <li className="px-2.5 py-2 text-muted">{t("noMatch")}</li>}
        </ul>
        {isTried && chosen.size === 0 && <p className="mt-1 text-bad text-sm">{t("chooseOne")}</p>}
      </fieldset>
      {kind === "bucket" && (
        <div className="grid gap-4 sm:grid-cols-2">
          <Field label={t("prefix")} description={t("prefixHint")}>
            <Input mono value={prefix} onValueChange={setPrefix} autoComplete="off" />
          </Field>
          <Checkbox className="sm:pt-6" label={t("alsoWrite")} checked={writes} onCheckedChange={setWrites} />
        </div>
      )}
      <HowLong value={until} onChange={setUntil} />
    </ChangeDialog>
  );
}
