"use client";
import { useTranslations } from "next-intl";
import { CascadeSelect } from "#components/shared/cascade-select.tsx";
import { ResidencyChip } from "#components/shared/residency-chip.tsx";
import { Section } from "#components/shared/section.tsx";
import { cn } from "#components/ui/cn.ts";
import { Field } from "#components/ui/field.tsx";
import type { PlacementView, ResourceView } from "#lib/access/client.ts";
import { FileRows } from "./file-rows.tsx";
import type { LaunchForm } from "./launch-form.ts";
import { SecretRows } from "./secret-rows.tsx";
import { TagPicker } from "./tag-picker.tsx";
import type { AccessRequests } from "./use-access-requests.tsx";

type Props = {
  project: string;
  form: LaunchForm;
  placement: PlacementView;
  requests: AccessRequests;
  /** The next placement is under way: what is shown belongs to the last one. */
  stale: boolean;
  onChange: (part: Partial<LaunchForm>) => void;
  errorAt: (path: string) => string | undefined;
};

const noBucket = "none";

/** Bucket, image, secrets and files: of everything the placement's account has, what the service account may use. */
export function UseSection({ project, form, placement, requests, stale, onChange, errorAt }: Props) {
  const t = useTranslations("launch");
  const optionOf = ({ id, name, residency, access, obstacle }: ResourceView) => ({
    value: id,
    label: name,
    mono: true,
    ...(obstacle
      ? requests.greyed(obstacle)
      : { detail: access.map((each) => t(`access.${each as "read"}`)).join(t("access.and")) }),
    residency,
  });
  const { clusterId, namespaceId } = form;
  const questionOf = (resourceId: string | null) =>
    clusterId && namespaceId && resourceId ? { project, clusterId, namespaceId, resourceId } : undefined;
  const tags = questionOf(form.repository.id);
  const waits = namespaceId ? {} : { waitsFor: t("afterPlacement") };

  return (
    <Section title={t("use")} className={cn("transition-opacity", stale && "opacity-60")}>
      <div className="mb-5 grid gap-4 sm:grid-cols-2">
        <CascadeSelect
          label={t("bucket")}
          options={[
            ...placement.buckets.map((bucket) => {
              const { residency, ...option } = optionOf(bucket);
              return { ...option, chips: <ResidencyChip residency={residency} /> };
            }),
            ...(form.files.length === 0 ? [{ value: noBucket, label: t("noBucket") }] : []),
          ]}
          value={form.bucket.unused ? noBucket : form.bucket.id}
          onValueChange={(id) => {
            if (id === noBucket) return onChange({ bucket: { ...form.bucket, id: null, unused: true } });
            const name = placement.buckets.find((bucket) => bucket.id === id)?.name ?? "";
            onChange({ bucket: { id, name, unused: false } });
          }}
          {...waits}
        />
        <div className="grid grid-cols-[minmax(0,3fr)_minmax(0,2fr)] gap-2">
          <CascadeSelect
            label={t("image")}
            options={placement.repositories.map((repository) => {
              const { residency: _, detail: __, ...option } = { detail: undefined, ...optionOf(repository) };
              return option;
            })}
            value={form.repository.id}
            onValueChange={(id) => {
              const name = placement.repositories.find((repository) => repository.id === id)?.name ?? "";
              onChange({ repository: { id, name }, tag: name === form.repository.name ? form.tag : "" });
            }}
            error={errorAt("image.repository")}
            {...waits}
          />
          <Field label={t("tag")} error={errorAt("image.tag")}>
            {tags ? (
              <TagPicker key={tags.resourceId} question={tags} value={form.tag} onChange={(tag) => onChange({ tag })} />
            ) : (
              <div className="flex h-7 items-center rounded-md border border-line-strong border-dashed bg-sunken px-2.5 font-mono text-muted text-sm">
                {form.tag}
              </div>
            )}
          </Field>
        </div>
      </div>
      <SecretRows
        rows={form.secrets}
        placement={placement}
        requests={requests}
        onChange={(secrets) => onChange({ secrets })}
        errorAt={errorAt}
      />
      <FileRows
        rows={form.files}
        bucket={questionOf(form.bucket.unused ? null : form.bucket.id)}
        onChange={(files) => onChange({ files })}
        errorAt={errorAt}
      />
    </Section>
  );
}
