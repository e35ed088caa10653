"use client";
import { useTranslations } from "next-intl";
import { ResidencyChip } from "#components/shared/residency-chip.tsx";
import { Badge } from "#components/ui/badge.tsx";
import { Checkbox } from "#components/ui/checkbox.tsx";
import { Select } from "#components/ui/select.tsx";
import { Table, TableCell, TableHead, TableHeader, TableRow } from "#components/ui/table.tsx";
import { type Candidate, type Edit, edited, keyOf } from "./discovery-choice.ts";
import { ResidencyInput } from "./residency-input.tsx";
import type { ProjectChoice } from "./resources-page.tsx";
import { none, ownerOptionsOf } from "./use-options.tsx";

type Props = {
  label: string;
  rows: Candidate[];
  chosen: ReadonlySet<string>;
  edits: ReadonlyMap<string, Edit>;
  projects: ProjectChoice[];
  residencies: string[];
  mayChange: boolean;
  onChoose: (keys: readonly string[], on: boolean) => void;
  onEdit: (key: string, part: Edit) => void;
  onOpen: (resourceId: string) => void;
};

/** What was found, mapped or not. Choosing a row makes its suggestions editable. */
export function DiscoveredTable({ label, rows, chosen, onChoose, mayChange, ...rest }: Props) {
  const t = useTranslations("cloud");
  const keys = rows.filter((row) => row.mappedAs === null).map(keyOf);
  const count = keys.filter((key) => chosen.has(key)).length;
  return (
    <Table label={label}>
      <TableHead>
        {mayChange && (
          <TableHeader className="w-8">
            <Checkbox
              aria-label={t("chooseAll")}
              checked={count > 0 && count === keys.length}
              indeterminate={count > 0 && count < keys.length}
              disabled={keys.length === 0}
              onCheckedChange={(on) => onChoose(keys, on)}
            />
          </TableHeader>
        )}
        <TableHeader>{t("columnName")}</TableHeader>
        <TableHeader className="max-md:hidden">{t("columnRegion")}</TableHeader>
        <TableHeader>{t("columnResidency")}</TableHeader>
        <TableHeader>{t("columnOwner")}</TableHeader>
        <TableHeader className="max-md:hidden">{t("columnMapped")}</TableHeader>
      </TableHead>
      <tbody>
        {rows.map((row) => (
          <DiscoveredRow
            key={keyOf(row)}
            row={row}
            isChosen={chosen.has(keyOf(row))}
            onChoose={(on) => onChoose([keyOf(row)], on)}
            mayChange={mayChange}
            {...rest}
          />
        ))}
      </tbody>
    </Table>
  );
}

type RowProps = Omit<Props, "label" | "rows" | "chosen" | "onChoose"> & {
  row: Candidate;
  isChosen: boolean;
  onChoose: (on: boolean) => void;
};

function DiscoveredRow({ row, isChosen, onChoose, edits, projects, residencies, mayChange, onEdit, onOpen }: RowProps) {
  const t = useTranslations("cloud");
  const key = keyOf(row);
  const { residency, ownerProjectId } = edited(row, edits.get(key));
  const isEdited = isChosen && row.mappedAs === null;
  const owner = projects.find(({ id }) => id === ownerProjectId);
  return (
    <TableRow aria-selected={isEdited || undefined}>
      {mayChange && (
        <TableCell>
          {row.mappedAs === null && (
            <Checkbox aria-label={t("choose", { name: row.name })} checked={isChosen} onCheckedChange={onChoose} />
          )}
        </TableCell>
      )}
      <TableCell>
        <code className="break-all font-mono text-sm">{row.name}</code>
      </TableCell>
      <TableCell className="max-md:hidden">
        <code className="font-mono text-muted text-sm">{row.region}</code>
      </TableCell>
      <TableCell>
        {isEdited ? (
          <ResidencyInput
            label={t("residencyOf", { name: row.name })}
            residencies={residencies}
            value={residency}
            onValueChange={(value) => onEdit(key, { residency: value })}
          />
        ) : (
          residency && <ResidencyChip residency={residency} />
        )}
      </TableCell>
      <TableCell>
        {isEdited ? (
          <Select
            label={t("ownerOf", { name: row.name })}
            className="w-40"
            options={ownerOptionsOf(projects, t("ownerAdmins"))}
            value={ownerProjectId ?? none}
            onValueChange={(value) => onEdit(key, { ownerProjectId: value === none ? null : value })}
          />
        ) : owner ? (
          <code className="font-mono text-muted text-sm">{owner.slug}</code>
        ) : (
          <span className="text-muted">{t("ownerAdmins")}</span>
        )}
      </TableCell>
      <TableCell className="max-md:hidden">
        {row.mappedAs !== null ? (
          <button type="button" className="rounded-sm hover:underline" onClick={() => onOpen(row.mappedAs ?? "")}>
            <Badge tone="accent">{t("isMapped")}</Badge>
          </button>
        ) : (
          <span className="text-muted">{row.isNamed ? t("isNamed") : t("isNotMapped")}</span>
        )}
      </TableCell>
    </TableRow>
  );
}
