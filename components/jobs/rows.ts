/** A line of a list in a form; `row` tells it from the others while lines come and go. */
export type Row = { row: number };

export const nextRow = (rows: readonly Row[]): number => Math.max(0, ...rows.map(({ row }) => row)) + 1;

export const toRows = <T extends object>(items: readonly T[]): (T & Row)[] =>
  items.map((item, index) => ({ ...item, row: index + 1 }));
