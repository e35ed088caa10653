"use client";
import { useTranslations } from "next-intl";
import { RowsEditor } from "#components/jobs/rows-editor.tsx";
import { Input } from "#components/ui/input.tsx";
import type { ResourceQuestion } from "#lib/access/client.ts";
import type { FileRow } from "./launch-form.ts";
import { ObjectPicker } from "./object-picker.tsx";

type Props = {
  rows: readonly FileRow[];
  bucket: ResourceQuestion | undefined;
  onChange: (rows: FileRow[]) => void;
  errorAt: (path: string) => string | undefined;
};

/** The objects that are fetched before the job starts, and where each lies in the pod. */
export function FileRows({ rows, bucket, onChange, errorAt }: Props) {
  const t = useTranslations("launch");
  return (
    <RowsEditor
      name="files"
      label={t("files")}
      hint={t("filesHint")}
      rows={rows}
      onChange={onChange}
      newRow={() => ({ key: "", path: "" })}
      addLabel={t("addFile")}
      removeLabel={(row, index) => t("removeFile", { key: row.key || String(index + 1) })}
      empty={t("filesEmpty")}
      errorAt={errorAt}
      columns={[
        {
          id: "key",
          label: t("file"),
          track: "minmax(0,1fr)",
          cell: (row, change) => (
            <ObjectPicker
              question={bucket}
              value={row.key}
              onChange={(key) => change({ key, path: row.path || key })}
            />
          ),
        },
        {
          id: "path",
          label: t("fileInPod", { folder: "/slipway/files/" }),
          track: "minmax(0,1fr)",
          cell: (row, change) => <Input mono value={row.path} onValueChange={(path) => change({ path })} />,
        },
      ]}
    />
  );
}
