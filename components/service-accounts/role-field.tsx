"use client";
import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { useDebounced } from "#components/shared/use-debounced.ts";
import { Badge } from "#components/ui/badge.tsx";
import { Button } from "#components/ui/button.tsx";
import { Combobox } from "#components/ui/combobox.tsx";
import { Field } from "#components/ui/field.tsx";
import { Input } from "#components/ui/input.tsx";
import {
  type RoleTrust,
  type RoleView,
  rolesOptions,
  type ServiceAccountPlace,
} from "#lib/clusters/service-account-client.ts";
import { ReadError } from "#lib/platform/read.ts";
import { RoleTrustNote } from "./role-trust-note.tsx";

const tones = { "web-identity": "good", "pod-identity": "neutral", none: "warn", unknown: "neutral" } as const;

type Props = {
  /** For whom; null until it is known. */
  place: ServiceAccountPlace | null;
  value: string;
  onChange: (roleArn: string) => void;
  error: string | undefined;
  /** What its annotation in the cluster says. */
  proposed: string | null;
};

/** An IAM role, chosen from what its account lists, those first that let the service account in; typed where it can't be listed. */
export function RoleField({ place, value, onChange, error, proposed }: Props) {
  const t = useTranslations("serviceAccounts.roleField");
  const [isTyped, setTyped] = useState(false);
  const settled = useDebounced(place && JSON.stringify(place), 400);
  const { data, error: failure, isPending } = useQuery(rolesOptions(settled === null ? null : JSON.parse(settled)));
  const roles = data?.roles ?? [];
  const chosen = roles.find(({ arn }) => arn === value);
  const problem = data?.problem ?? (failure instanceof ReadError ? failure.failure.message : undefined);
  // A role that the list has not (another account's, past its end, gone) is shown as it is written.
  const mustType = problem !== undefined || (roles.length > 0 && value !== "" && !chosen);
  const showsInput = isTyped || mustType || (data !== undefined && roles.length === 0);
  const description =
    problem !== undefined
      ? t("notListed", { problem })
      : value !== "" && value === proposed
        ? t("proposed")
        : data?.isPartial
          ? t("partial", { count: roles.length })
          : undefined;
  return (
    <div className="grid min-w-0 grid-cols-1 gap-2">
      {showsInput ? (
        <Field label={t("label")} description={description ?? t("typeHint")} error={error}>
          <Input
            mono
            autoComplete="off"
            value={value}
            onValueChange={onChange}
            placeholder="arn:aws:iam::111122223333:role/orders-batch"
          />
        </Field>
      ) : (
        <Field
          label={t("label")}
          hint={roles.length > 0 ? t("found", { count: roles.length }) : undefined}
          description={description}
          error={error}
        >
          <Combobox
            options={roles.map((role) => optionOf(role, t(`trust.${role.trust}`)))}
            value={value}
            onValueChange={onChange}
            disabled={isPending}
            placeholder={place === null ? t("afterName") : isPending ? t("reading") : t("choose")}
            className="w-full"
          />
        </Field>
      )}
      {roles.length > 0 && problem === undefined && (
        <div>
          <Button
            size="sm"
            variant="ghost"
            onClick={() => {
              setTyped(!showsInput);
              // What the list has not can't be shown in it.
              if (showsInput && !chosen) onChange("");
            }}
          >
            {showsInput ? t("fromList") : t("type")}
          </Button>
        </div>
      )}
      {chosen && place && <RoleTrustNote role={chosen} place={place} statement={data?.statement ?? null} />}
    </div>
  );
}

const optionOf = ({ arn, name, trust }: RoleView, words: string) => ({
  value: arn,
  label: name,
  mono: true,
  chips: <Badge tone={tones[trust satisfies RoleTrust]}>{words}</Badge>,
});
