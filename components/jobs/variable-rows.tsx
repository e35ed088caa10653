"use client";
import { useTranslations } from "next-intl";
import { Input } from "#components/ui/input.tsx";
import type { Row } from "./rows.ts";
import { RowsEditor } from "./rows-editor.tsx";

export type VariableRow = Row & { name: string; value: string };
type Props = {
  rows: readonly VariableRow[];
  onChange: (rows: VariableRow[]) => void;
  errorAt: (path: string) => string | undefined;
};

/** Environment variables. Never a secret: those have lines of their own. */
export function VariableRows({ rows, onChange, errorAt }: Props) {
  const t = useTranslations("jobs.form");
  return (
    <RowsEditor
      name="env"
      label={t("variables")}
      hint={t("variablesHint")}
      rows={rows}
      onChange={onChange}
      newRow={() => ({ name: "", value: "" })}
      addLabel={t("addVariable")}
      removeLabel={(row, index) => t("removeVariable", { name: row.name || String(index + 1) })}
      empty={t("variablesEmpty")}
      errorAt={errorAt}
      columns={[
        {
          id: "name",
          label: t("variableName"),
          track: "minmax(0,1fr)",
          cell: (row, change) => <Input mono value={row.name} onValueChange={(name) => change({ name })} />,
        },
        {
          id: "value",
          label: t("variableValue"),
          track: "minmax(0,2fr)",
          cell: (row, change) => <Input mono value={row.value} onValueChange={(value) => change({ value })} />,
        },
      ]}
    />
  );
}
