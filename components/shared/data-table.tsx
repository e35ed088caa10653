"use client";
import { type ColumnDef, useTable } from "@tanstack/react-table";
import type { Route } from "next";
import { useRouter } from "next/navigation";
import { useQueryStates } from "nuqs";
import { type KeyboardEvent, type MouseEvent, type ReactNode, useTransition } from "react";
import { Checkbox } from "#components/ui/checkbox.tsx";
import { cn } from "#components/ui/cn.ts";
import { Table, TableCell, TableHead, TableHeader, TableRow } from "#components/ui/table.tsx";
import { listParams, nextSort } from "./list-params.ts";
import { moveBetweenRows } from "./row-focus.ts";
import { SortHeader } from "./sort-header.tsx";
import { dataTableFeatures } from "./table-columns.ts";
import { TablePager } from "./table-pager.tsx";

type Props<Row extends object> = {
  /** What the rows are, for a screen reader. */
  label: string;
  // biome-ignore lint/suspicious/noExplicitAny: each column has a value type of its own, as in TanStack's own options.
  columns: readonly ColumnDef<typeof dataTableFeatures, Row, any>[];
  rows: readonly Row[];
  rowId: (row: Row) => string;
  /** Where a row leads. Give the column with its name a real link too: that is what the keyboard reaches. */
  rowHref?: (row: Row) => Route;
  /** Rows in all pages; left out where there is one page. */
  total?: number;
  pageSize?: number;
  selection?: {
    selected: ReadonlySet<string>;
    onChange: (selected: Set<string>) => void;
    label: (row: Row) => string;
    allLabel: string;
  };
  /** Shown in place of the rows when there are none. */
  empty?: ReactNode;
};

/**
 * What a column shows, called and not mounted as a component: columns that are made anew, because something they show is news, keep what is
 * open in their cells.
 */
const shown = <Context,>(template: ReactNode | ((context: Context) => ReactNode), context: Context): ReactNode =>
  typeof template === "function" ? template(context) : template;

/** A list of which the server sorts and pages; both stand in the URL. J and K, or the arrows, go from row to row. */
export function DataTable<Row extends object>(props: Props<Row>) {
  const { label, columns, rows, rowId, rowHref, total, pageSize = 50, selection, empty } = props;
  const [pending, startTransition] = useTransition();
  const [{ page, sort }, setParams] = useQueryStates(listParams, { shallow: false, startTransition });
  const router = useRouter();
  const table = useTable({
    features: dataTableFeatures,
    columns,
    data: rows,
    getRowId: rowId,
  });
  if (rows.length === 0 && empty && !total) return <>{empty}</>;

  const onRowClick = (event: MouseEvent<HTMLTableRowElement>, row: Row) => {
    // A menu or a dialog that a cell opens is inside the row for React, and not on the page.
    if (!event.currentTarget.contains(event.target as Node)) return;
    const onControl = (event.target as Element).closest("a, button, input, label, [role=checkbox]");
    if (!rowHref || onControl || window.getSelection()?.toString()) return;
    const href = rowHref(row);
    if (event.metaKey || event.ctrlKey) window.open(href, "_blank");
    else router.push(href);
  };
  const toggle = (ids: readonly string[], on: boolean) => {
    const selected = new Set(selection?.selected);
    for (const id of ids) on ? selected.add(id) : selected.delete(id);
    selection?.onChange(selected);
  };
  const ids = rows.map(rowId);
  const chosen = ids.filter((id) => selection?.selected.has(id)).length;

  return (
    <div>
      <Table
        label={label}
        aria-busy={pending || undefined}
        className={cn("transition-opacity", pending && "opacity-60")}
        onKeyDown={(event: KeyboardEvent<HTMLTableElement>) => moveBetweenRows(event)}
      >
        <TableHead>
          {selection && (
            <TableHeader className="w-8">
              <Checkbox
                aria-label={selection.allLabel}
                checked={chosen > 0 && chosen === ids.length}
                indeterminate={chosen > 0 && chosen < ids.length}
                onCheckedChange={(on) => toggle(ids, on)}
              />
            </TableHeader>
          )}
          {table.getFlatHeaders().map((header) => {
            const { meta } = header.column.columnDef;
            const content = header.isPlaceholder ? null : shown(header.column.columnDef.header, header.getContext());
            const style = cn(meta?.numeric && "text-right", meta?.wideOnly && "max-md:hidden", meta?.className);
            if (!meta?.sortable)
              return (
                <TableHeader key={header.id} className={style}>
                  {content}
                </TableHeader>
              );
            const onSort = () => setParams({ sort: nextSort(sort, header.column.id), page: 1 });
            return (
              <SortHeader key={header.id} column={header.column.id} sort={sort} onSort={onSort} className={style}>
                {content}
              </SortHeader>
            );
          })}
        </TableHead>
        <tbody>
          {table.getRowModel().rows.map((row) => (
            <TableRow
              key={row.id}
              aria-selected={selection?.selected.has(row.id) || undefined}
              className={rowHref && "cursor-pointer"}
              onClick={(event) => onRowClick(event, row.original)}
            >
              {selection && (
                <TableCell>
                  <Checkbox
                    aria-label={selection.label(row.original)}
                    checked={selection.selected.has(row.id)}
                    onCheckedChange={(on) => toggle([row.id], on)}
                  />
                </TableCell>
              )}
              {row.getAllCells().map((cell) => {
                const { meta } = cell.column.columnDef;
                return (
                  <TableCell
                    key={cell.id}
                    numeric={meta?.numeric}
                    className={cn(meta?.wideOnly && "max-md:hidden", meta?.className)}
                  >
                    {shown(cell.column.columnDef.cell, cell.getContext())}
                  </TableCell>
                );
              })}
            </TableRow>
          ))}
        </tbody>
      </Table>
      {total !== undefined && (
        <TablePager
          page={page}
          pageSize={pageSize}
          total={total}
          onPage={(next) => setParams({ page: next }, { history: "push" })}
        />
      )}
    </div>
  );
}
