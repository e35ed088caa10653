"use client";
import { useTranslations } from "next-intl";
import { Input } from "#components/ui/input.tsx";
import type { Row } from "./rows.ts";
import { RowsEditor } from "./rows-editor.tsx";

export type ArgumentRow = Row & { value: string };
type Props = {
  /** `args`, or `command`. */
  name: "args" | "command";
  rows: readonly ArgumentRow[];
  onChange: (rows: ArgumentRow[]) => void;
  errorAt: (path: string) => string | undefined;
};

/** Words handed to a program, one a line, so that none needs quoting. */
export function ArgumentRows({ name, rows, onChange, errorAt }: Props) {
  const t = useTranslations("jobs.form");
  return (
    <RowsEditor
      name={name}
      label={t(name)}
      hint={t(`${name}Hint`)}
      rows={rows}
      onChange={onChange}
      newRow={() => ({ value: "" })}
      addLabel={t("addArgument")}
      removeLabel={(row, index) => t("removeArgument", { value: row.value || String(index + 1) })}
      empty={t(`${name}Empty`)}
      errorAt={(path) => errorAt(path.replace(/\.value$/, ""))}
      columns={[
        {
          id: "value",
          label: t("argument"),
          track: "minmax(0,1fr)",
          cell: (row, change) => <Input mono value={row.value} onValueChange={(value) => change({ value })} />,
        },
      ]}
    />
  );
}
