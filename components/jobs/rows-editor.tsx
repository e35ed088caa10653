"use client";
import { Plus, X } from "lucide-react";
import { type ReactNode, useEffect, useRef } from "react";
import { Button } from "#components/ui/button.tsx";
import { Field } from "#components/ui/field.tsx";
import { nextRow, type Row } from "./rows.ts";

type Column<R extends Row> = {
  /** The field's name in paths such as `files.0.key`. */
  id: string;
  label: string;
  /** A grid track, `minmax(0,2fr)`. */
  track: string;
  cell: (row: R, change: (part: Partial<R>) => void) => ReactNode;
};

type Props<R extends Row> = {
  /** What the lines are; also the start of their fields' paths. */
  name: string;
  label: string;
  hint?: ReactNode;
  rows: readonly R[];
  columns: readonly Column<R>[];
  newRow: () => Omit<R, "row">;
  onChange: (rows: R[]) => void;
  addLabel: string;
  removeLabel: (row: R, index: number) => string;
  empty: string;
  errorAt: (path: string) => ReactNode | undefined;
};

/** A list of which lines come and go: a table on a wide screen, labelled fields below each other on a narrow one. */
export function RowsEditor<R extends Row>(props: Props<R>) {
  const { name, label, hint, rows, columns, newRow, onChange, addLabel, removeLabel, empty, errorAt } = props;
  const group = useRef<HTMLFieldSetElement>(null);
  const added = useRef<number>(undefined);

  useEffect(() => {
    if (added.current === undefined) return;
    const line = group.current?.querySelector(`[data-row="${added.current}"]`);
    added.current = undefined;
    line?.querySelector<HTMLElement>("input:not([type=hidden]), button, textarea")?.focus();
  });

  const add = () => {
    const row = nextRow(rows);
    added.current = row;
    onChange([...rows, { ...newRow(), row } as R]);
  };
  const remove = (row: number) => {
    onChange(rows.filter((other) => other.row !== row));
    group.current?.querySelector<HTMLElement>("[data-add]")?.focus();
  };
  const change = (row: number) => (part: Partial<R>) =>
    onChange(rows.map((other) => (other.row === row ? { ...other, ...part } : other)));

  return (
    <fieldset ref={group} className="mb-5 min-w-0">
      <legend className="sr-only">{label}</legend>
      <div className="mb-1 flex items-baseline justify-between gap-3">
        <span aria-hidden className="text-muted text-sm">
          {label}
        </span>
        {hint && <span className="text-right text-faint text-sm">{hint}</span>}
      </div>
      <div
        className="rounded-md border border-line"
        style={{ "--tracks": `${columns.map(({ track }) => track).join(" ")} 1.75rem` } as React.CSSProperties}
      >
        {rows.length > 0 && (
          <div
            aria-hidden
            className="grid h-8 grid-cols-(--tracks) items-center gap-2 rounded-t-md border-line border-b bg-sunken px-2.5 text-muted text-sm max-sm:hidden"
          >
            {columns.map((column) => (
              <span key={column.id} className="truncate">
                {column.label}
              </span>
            ))}
          </div>
        )}
        {rows.map((row, index) => (
          <div
            key={row.row}
            data-row={row.row}
            className="grid items-start gap-2 border-line border-b px-2.5 py-1.5 max-sm:grid-cols-[minmax(0,1fr)_1.75rem] sm:grid-cols-(--tracks)"
          >
            {columns.map((column) => (
              <Field
                key={column.id}
                label={column.label}
                error={errorAt(`${name}.${index}.${column.id}`)}
                className="max-sm:col-start-1 sm:[&>div:first-child]:sr-only"
              >
                {column.cell(row, change(row.row))}
              </Field>
            ))}
            <Button
              variant="ghost"
              size="icon"
              className="disabled:cursor-not-allowed disabled:opacity-50 max-sm:col-start-2 max-sm:row-start-1"
              aria-label={removeLabel(row, index)}
              onClick={() => remove(row.row)}
            >
              <X aria-hidden />
            </Button>
          </div>
        ))}
        <div className="flex min-h-9 items-center gap-3 px-1.5">
          <Button
            variant="ghost"
            size="sm"
            data-add
            className="disabled:cursor-not-allowed disabled:opacity-50"
            onClick={add}
          >
            <Plus aria-hidden />
            {addLabel}
          </Button>
          {rows.length === 0 && <span className="text-faint text-sm">{empty}</span>}
        </div>
      </div>
    </fieldset>
  );
}
