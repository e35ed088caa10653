"use client";
import { useTranslations } from "next-intl";
import { Input } from "#components/ui/input.tsx";
import { Select } from "#components/ui/select.tsx";
import type { JobForm } from "./job-form.ts";
import { RowsEditor } from "./rows-editor.tsx";

type Props = {
  form: JobForm;
  onChange: (part: Partial<JobForm>) => void;
  errorAt: (path: string) => string | undefined;
};

/** The options of a pod that may be chosen: where it may be placed, how it pulls, and scratch space. */
export function PodRows({ form, onChange, errorAt }: Props) {
  const t = useTranslations("jobs.form");
  const wide = "minmax(0,1fr)";
  return (
    <>
      <RowsEditor
        name="pod.nodeSelector"
        label={t("nodeSelector")}
        hint={t("nodeSelectorHint")}
        rows={form.nodeSelector}
        onChange={(nodeSelector) => onChange({ nodeSelector })}
        newRow={() => ({ key: "", value: "" })}
        addLabel={t("addLabel")}
        removeLabel={(row, index) => t("removeLabel", { key: row.key || String(index + 1) })}
        empty={t("nodeSelectorEmpty")}
        // The spec holds a record: what is wrong with one is named by its label.
        errorAt={(path) => {
          const row = form.nodeSelector[Number(path.split(".").at(-2))];
          return row && path.endsWith("key") ? errorAt(`pod.nodeSelector.${row.key}`) : undefined;
        }}
        columns={[
          {
            id: "key",
            label: t("labelKey"),
            track: wide,
            cell: (row, change) => <Input mono value={row.key} onValueChange={(key) => change({ key })} />,
          },
          {
            id: "value",
            label: t("labelValue"),
            track: wide,
            cell: (row, change) => <Input mono value={row.value} onValueChange={(value) => change({ value })} />,
          },
        ]}
      />
      <RowsEditor
        name="pod.tolerations"
        label={t("tolerations")}
        hint={t("tolerationsHint")}
        rows={form.tolerations}
        onChange={(tolerations) => onChange({ tolerations })}
        newRow={() => ({ key: "", value: "", effect: "" })}
        addLabel={t("addToleration")}
        removeLabel={(row, index) => t("removeToleration", { key: row.key || String(index + 1) })}
        empty={t("tolerationsEmpty")}
        errorAt={errorAt}
        columns={[
          {
            id: "key",
            label: t("taintKey"),
            track: wide,
            cell: (row, change) => <Input mono value={row.key} onValueChange={(key) => change({ key })} />,
          },
          {
            id: "value",
            label: t("taintValue"),
            track: wide,
            cell: (row, change) => <Input mono value={row.value} onValueChange={(value) => change({ value })} />,
          },
          {
            id: "effect",
            label: t("taintEffect"),
            track: wide,
            cell: (row, change) => (
              <Select
                options={[
                  { value: "", label: t("anyEffect") },
                  ...["NoSchedule", "PreferNoSchedule", "NoExecute"].map((value) => ({ value, label: value })),
                ]}
                value={row.effect}
                onValueChange={(effect) => change({ effect })}
              />
            ),
          },
        ]}
      />
      <RowsEditor
        name="pod.pullSecrets"
        label={t("pullSecrets")}
        hint={t("pullSecretsHint")}
        rows={form.pullSecrets}
        onChange={(pullSecrets) => onChange({ pullSecrets })}
        newRow={() => ({ value: "" })}
        addLabel={t("addPullSecret")}
        removeLabel={(row, index) => t("removePullSecret", { name: row.value || String(index + 1) })}
        empty={t("pullSecretsEmpty")}
        errorAt={(path) => errorAt(path.replace(/\.value$/, ""))}
        columns={[
          {
            id: "value",
            label: t("pullSecret"),
            track: wide,
            cell: (row, change) => <Input mono value={row.value} onValueChange={(value) => change({ value })} />,
          },
        ]}
      />
      <RowsEditor
        name="pod.volumes"
        label={t("volumes")}
        hint={t("volumesHint")}
        rows={form.volumes}
        onChange={(volumes) => onChange({ volumes })}
        newRow={() => ({ kind: "scratch" as const, name: "", mountPath: "", sizeMiB: "1024" })}
        addLabel={t("addVolume")}
        removeLabel={(row, index) => t("removeVolume", { name: row.name || String(index + 1) })}
        empty={t("volumesEmpty")}
        errorAt={errorAt}
        columns={[
          {
            id: "name",
            label: t("volumeName"),
            track: wide,
            cell: (row, change) => <Input mono value={row.name} onValueChange={(name) => change({ name })} />,
          },
          {
            id: "kind",
            label: t("volumeKind"),
            track: wide,
            cell: (row, change) => (
              <Select
                options={[
                  { value: "scratch" as const, label: t("scratch") },
                  { value: "memory" as const, label: t("memoryVolume") },
                ]}
                value={row.kind}
                onValueChange={(kind) => change({ kind })}
              />
            ),
          },
          {
            id: "mountPath",
            label: t("mountPath"),
            track: "minmax(0,1.4fr)",
            cell: (row, change) => (
              <Input mono value={row.mountPath} onValueChange={(mountPath) => change({ mountPath })} />
            ),
          },
          {
            id: "sizeMiB",
            label: t("sizeMiB"),
            track: "minmax(0,0.6fr)",
            cell: (row, change) => (
              <Input inputMode="numeric" value={row.sizeMiB} onValueChange={(sizeMiB) => change({ sizeMiB })} />
            ),
          },
        ]}
      />
    </>
  );
}
