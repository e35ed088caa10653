import { type AnyColumn, asc, desc, ilike, or, type SQL } from "drizzle-orm";
import { z } from "zod";

/** Rows on a page of a list, where the page of the browser does not say otherwise. */
export const pageSize = 50;

/** What every list that pages on the server is asked with: `page` from 1; `sort` a column's id, `-` before it for descending. */
export const ListInput = z.strictObject({
  search: z.string().max(200).default(""),
  sort: z.string().max(64).nullable().default(null),
  page: z.int().min(1).max(100_000).default(1),
});
export type ListInput = z.output<typeof ListInput>;

export type ListPage<Row> = { rows: Row[]; total: number };

/** `limit` and `offset` of the page that was asked for. */
export const pageOf = ({ page }: Pick<ListInput, "page">) => ({ limit: pageSize, offset: (page - 1) * pageSize });

/** One of the columns a list may be sorted by, then its id, so that pages never overlap. An unknown column is the first one. */
export function orderOf(sort: string | null, columns: Record<string, AnyColumn | SQL>, id: AnyColumn): SQL[] {
  const descending = sort?.startsWith("-") ?? false;
  const name = descending ? sort?.slice(1) : sort;
  const column = columns[name ?? ""] ?? Object.values(columns)[0] ?? id;
  const direction = descending ? desc : asc;
  return [direction(column), direction(id)];
}

/** Rows in which one of the columns has the text; a trigram index on the column keeps it quick. Nothing searched: undefined. */
export function searchIn(search: string, columns: (AnyColumn | SQL)[]): SQL | undefined {
  const text = search.trim();
  if (text === "") return undefined;
  const pattern = `%${text.replace(/[\\%_]/g, "\\$&")}%`;
  return or(...columns.map((column) => ilike(column, pattern)));
}
