"use client";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { Badge } from "#components/ui/badge.tsx";
import { Button } from "#components/ui/button.tsx";
import { Checkbox } from "#components/ui/checkbox.tsx";
import { Combobox } from "#components/ui/combobox.tsx";
import { Field } from "#components/ui/field.tsx";
import { Input } from "#components/ui/input.tsx";
import type { RoleTrust, RoleView, ServiceAccountPlace } from "#lib/clusters/service-account-client.ts";
import { ReadError } from "#lib/platform/read.ts";
import type { ProposedRole } from "./identity-fields.tsx";
import { RoleTrustNote } from "./role-trust-note.tsx";
import { useRoles } from "./use-roles.ts";

const tones = {
  associated: "good",
  "web-identity": "good",
  "pod-identity": "neutral",
  none: "warn",
  unknown: "neutral",
} as const;

type Props = {
  /** For whom; null until it is known. */
  place: ServiceAccountPlace | null;
  value: ProposedRole;
  onChange: (role: ProposedRole) => void;
  error: string | undefined;
  proposed: ProposedRole | null;
};

/**
 * An IAM role, chosen from what its account lists, those first that let the service account in; typed where it can't be listed. How pods come to
 * it follows from a role of the list, and is said of a typed one.
 */
export function RoleField({ place, value: { roleArn: value, roleBy }, onChange, error, proposed }: Props) {
  const t = useTranslations("serviceAccounts.roleField");
  const [isTyped, setTyped] = useState(false);
  const { data, error: failure, isPending } = useRoles(place);
  const roles = data?.roles ?? [];
  const chosen = roles.find(({ arn }) => arn === value);
  const problem = data?.problem ?? (failure instanceof ReadError ? failure.failure.message : undefined);
  // A role that the list has not (another account's, past its end, gone) is shown as it is written.
  const mustType = problem !== undefined || (roles.length > 0 && value !== "" && !chosen);
  const showsInput = isTyped || mustType || (data !== undefined && roles.length === 0);
  const description =
    problem !== undefined
      ? t("notListed", { problem })
      : value !== "" && value === proposed?.roleArn && roleBy === proposed.roleBy
        ? t(roleBy === "pod-identity" ? "proposedByAssociation" : "proposed")
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
            onValueChange={(roleArn) => onChange({ roleArn, roleBy })}
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
            onValueChange={(arn) => onChange({ roleArn: arn, roleBy: wayOf(roles.find((role) => role.arn === arn)) })}
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
              if (showsInput && !chosen) onChange({ roleArn: "", roleBy: wayOf(chosen) });
            }}
          >
            {showsInput ? t("fromList") : t("type")}
          </Button>
        </div>
      )}
      {value !== "" && (
        <Checkbox
          label={t("byAssociation")}
          description={t("byAssociationHint")}
          checked={roleBy === "pod-identity"}
          onCheckedChange={(on) => onChange({ roleArn: value, roleBy: on ? "pod-identity" : "annotation" })}
        />
      )}
      {data?.associationProblem && (
        <p className="text-muted text-sm">{t("notAsked", { problem: data.associationProblem })}</p>
      )}
      {chosen && place && data && <RoleTrustNote role={chosen} roleBy={roleBy} place={place} offered={data} />}
    </div>
  );
}

const wayOf = (role: RoleView | undefined): ProposedRole["roleBy"] =>
  role?.trust === "associated" || role?.trust === "pod-identity" ? "pod-identity" : "annotation";

const optionOf = ({ arn, name, trust }: RoleView, words: string) => ({
  value: arn,
  label: name,
  mono: true,
  chips: <Badge tone={tones[trust satisfies RoleTrust]}>{words}</Badge>,
});
