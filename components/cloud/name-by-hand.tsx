"use client";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { Button } from "#components/ui/button.tsx";
import { Field } from "#components/ui/field.tsx";
import { Input } from "#components/ui/input.tsx";
import { Select } from "#components/ui/select.tsx";
import type { ResourceKind } from "#lib/cloud/client.ts";
import { residencyOfRegion } from "#lib/cloud/suggest.ts";
import type { Candidate } from "./discovery-choice.ts";

type Props = { kind: ResourceKind; regions: string[]; onName: (candidate: Candidate) => void };

/** Names one thing where the account may not be listed; it is looked up before it is mapped, as far as that is allowed. */
export function NameByHand({ kind, regions, onName }: Props) {
  const t = useTranslations("cloud");
  const [name, setName] = useState("");
  const [region, setRegion] = useState(regions[0] ?? "");
  const add = () => {
    if (name.trim() === "") return;
    onName({
      name: name.trim(),
      region,
      mappedAs: null,
      residency: residencyOfRegion(region),
      ownerProjectId: null,
      isNamed: true,
    });
    setName("");
  };
  return (
    <form
      className="mb-3 flex flex-wrap items-end gap-2"
      onSubmit={(event) => {
        event.preventDefault();
        add();
      }}
    >
      <Field label={t(`byHand.${kind}`)} className="w-80 max-sm:w-full">
        <Input mono value={name} onValueChange={setName} autoComplete="off" />
      </Field>
      {regions.length > 1 && (
        <Field label={t("columnRegion")} className="w-40">
          <Select
            options={regions.map((value) => ({ value, label: value, mono: true }))}
            value={region}
            onValueChange={setRegion}
          />
        </Field>
      )}
      <Button type="submit">{t("addByHand")}</Button>
    </form>
  );
}
