"use client";
import { useTranslations } from "next-intl";
import { Input } from "#components/ui/input.tsx";
import type { FileRow, SecretRow } from "./job-form.ts";
import { RowsEditor } from "./rows-editor.tsx";

type ErrorAt = (path: string) => string | undefined;

/** The files a job needs, by key: the bucket is chosen at launch. */
export function FileNeedRows(props: {
  rows: readonly FileRow[];
  onChange: (rows: FileRow[]) => void;
  errorAt: ErrorAt;
}) {
  const t = useTranslations("jobs.form");
  return (
    <RowsEditor
      {...props}
      name="files"
      label={t("files")}
      hint={t("filesHint")}
      newRow={() => ({ key: "", path: "" })}
      addLabel={t("addFile")}
      removeLabel={(row, index) => t("removeFile", { key: row.key || String(index + 1) })}
      empty={t("filesEmpty")}
      columns={[
        {
          id: "key",
          label: t("fileKey"),
          track: "minmax(0,1fr)",
          cell: (row, change) => (
            <Input
              mono
              value={row.key}
              onValueChange={(key) => change(row.path === "" || row.path === row.key ? { key, path: key } : { key })}
            />
          ),
        },
        {
          id: "path",
          label: t("filePath"),
          track: "minmax(0,1fr)",
          cell: (row, change) => <Input mono value={row.path} onValueChange={(path) => change({ path })} />,
        },
      ]}
    />
  );
}

/** The secrets a job needs, by name: each placement maps them to its own store. */
export function SecretNeedRows(props: {
  rows: readonly SecretRow[];
  onChange: (rows: SecretRow[]) => void;
  errorAt: ErrorAt;
}) {
  const t = useTranslations("jobs.form");
  return (
    <RowsEditor
      {...props}
      name="secrets"
      label={t("secrets")}
      hint={t("secretsHint")}
      newRow={() => ({ name: "", key: "", file: "", env: "" })}
      addLabel={t("addSecret")}
      removeLabel={(row, index) => t("removeSecret", { name: row.name || String(index + 1) })}
      empty={t("secretsEmpty")}
      columns={[
        {
          id: "name",
          label: t("secretName"),
          track: "minmax(0,1.5fr)",
          cell: (row, change) => <Input mono value={row.name} onValueChange={(name) => change({ name })} />,
        },
        {
          id: "key",
          label: t("secretKey"),
          track: "minmax(0,0.6fr)",
          cell: (row, change) => (
            <Input mono value={row.key} placeholder={t("wholeSecret")} onValueChange={(key) => change({ key })} />
          ),
        },
        {
          id: "file",
          label: t("secretFile"),
          track: "minmax(0,1.1fr)",
          cell: (row, change) => <Input mono value={row.file} onValueChange={(file) => change({ file })} />,
        },
        {
          id: "env",
          label: t("secretEnv"),
          track: "minmax(0,1.1fr)",
          cell: (row, change) => <Input mono value={row.env} onValueChange={(env) => change({ env })} />,
        },
      ]}
    />
  );
}
