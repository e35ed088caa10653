import { createColumnHelper, tableFeatures } from "@tanstack/react-table";

type ColumnMeta = {
  /** Can be sorted on the server by the column's id. */
  sortable?: boolean;
  /** Digits stand at the right. */
  numeric?: boolean;
  /** Left out where the page is narrow. */
  wideOnly?: boolean;
  className?: string;
};

// The server sorts and pages; the table adds no row model of its own.
export const dataTableFeatures = tableFeatures({ columnMeta: {} as ColumnMeta });

/**
 * Columns of a `DataTable`, declared outside the component: `const column = columnsOf<Run>()`, then
 * `column.columns([column.accessor("name", { header: "Name", meta: { sortable: true } }), …])`.
 */
export const columnsOf = <Row extends object>() => createColumnHelper<typeof dataTableFeatures, Row>();
