"use client";
import { keepPreviousData, useQuery, useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { CascadeSelect } from "#components/shared/cascade-select.tsx";
import { Refusal } from "#components/shared/refusal.tsx";
import { ResidencyChip } from "#components/shared/residency-chip.tsx";
import { useChange } from "#components/shared/use-change.ts";
import { Button } from "#components/ui/button.tsx";
import { Checkbox } from "#components/ui/checkbox.tsx";
import { Field } from "#components/ui/field.tsx";
import { Mono } from "#components/ui/mono.tsx";
import { toast } from "#components/ui/toast.ts";
import { updateResource } from "#lib/cloud/actions.ts";
import { type ResourceView, resourceOptions } from "#lib/cloud/client.ts";
import { isResidency, ResidencyInput } from "./residency-input.tsx";
import { ResourceUses } from "./resource-uses.tsx";
import type { ProjectChoice } from "./resources-page.tsx";
import { UnmapResource } from "./unmap-resource.tsx";
import { none, ownerOptionsOf } from "./use-options.tsx";

type Props = {
  resource: ResourceView;
  projects: ProjectChoice[];
  residencies: string[];
  mayChange: boolean;
  onClose: () => void;
};

export function ResourceForm({ resource, projects, residencies, mayChange, onClose }: Props) {
  const t = useTranslations("cloud");
  const queries = useQueryClient();
  const [residency, setResidency] = useState(resource.residency);
  const [owner, setOwner] = useState<string>(resource.ownerProjectId ?? none);
  const [accepted, setAccepted] = useState(false);
  const isNew = residency !== resource.residency && isResidency(residency);
  const { data: asked } = useQuery({
    ...resourceOptions(resource.id, residency),
    enabled: isNew,
    placeholderData: keepPreviousData,
  });
  // What does not work now is not closed by the change.
  const closed = isNew && asked ? asked.keptOut.filter((id) => !resource.keptOut.includes(id)) : [];
  const { submit, pending, failure } = useChange(
    () =>
      updateResource({
        resourceId: resource.id,
        residency,
        ownerProjectId: owner === none ? null : owner,
        closes: accepted ? closed.length : 0,
      }),
    () => {
      toast.success(t("saved", { name: resource.name }));
      void queries.invalidateQueries({ queryKey: ["admin"] });
      onClose();
    },
  );
  const uses = (
    <ResourceUses
      uses={resource.uses}
      logsOf={resource.logsOf}
      keptOut={isNew && asked ? asked.keptOut : resource.keptOut}
    />
  );
  return (
    <div className="grid gap-5">
      <dl className="grid grid-cols-[6rem_1fr] gap-x-4 gap-y-1.5">
        {resource.arn && (
          <>
            <dt className="text-muted">ARN</dt>
            <dd className="min-w-0">
              <Mono>{resource.arn}</Mono>
            </dd>
          </>
        )}
        <dt className="text-muted">{t("columnRegion")}</dt>
        <dd>
          <Mono>{resource.region}</Mono>
        </dd>
        <dt className="text-muted">{t("columnResidency")}</dt>
        <dd>
          <ResidencyChip residency={resource.residency} />
        </dd>
      </dl>
      {uses}
      {mayChange && (
        <form
          className="grid gap-4 border-line border-t pt-4"
          onSubmit={(event) => {
            event.preventDefault();
            submit();
          }}
        >
          <Field
            label={t("columnResidency")}
            description={t("residencyHint")}
            error={isResidency(residency) ? undefined : t("problem.residency")}
          >
            <ResidencyInput residencies={residencies} value={residency} onValueChange={setResidency} />
          </Field>
          <CascadeSelect
            label={t("columnOwner")}
            description={t("ownerHint")}
            options={ownerOptionsOf(projects, t("ownerAdmins"))}
            value={owner}
            onValueChange={setOwner}
          />
          {closed.length > 0 && (
            <div className="rounded-md bg-warn-soft px-3 py-2">
              <p className="mb-2 text-warn">
                {t("closes", { count: closed.length, residency: residency.toUpperCase() })}
              </p>
              <Checkbox label={t("acceptCloses")} checked={accepted} onCheckedChange={setAccepted} />
            </div>
          )}
          <Refusal failure={failure} />
          <div className="flex gap-2">
            <Button
              variant="primary"
              type="submit"
              pending={pending}
              disabled={!isResidency(residency) || (closed.length > 0 && !accepted)}
            >
              {t("save")}
            </Button>
            <UnmapResource resource={resource} onDone={onClose} />
          </div>
        </form>
      )}
    </div>
  );
}
