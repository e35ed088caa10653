import { parseAsInteger, parseAsString } from "nuqs/server";

/**
 * What the URL of every list holds besides its own filters: `page` from 1, and `sort` as a column's id, with `-` before it for
 * descending. A server page reads it with `createLoader({ ...listParams, status: … })` from `nuqs/server`.
 */
export const listParams = { page: parseAsInteger.withDefault(1), sort: parseAsString };

export type Sort = { column: string; descending: boolean };

/** Reads `-startedAt`; null where nothing is sorted by. */
export const parseSort = (sort: string | null): Sort | null => {
  if (!sort) return null;
  return sort.startsWith("-") ? { column: sort.slice(1), descending: true } : { column: sort, descending: false };
};

/** Unsorted, ascending, descending, and back. */
export const nextSort = (sort: string | null, column: string): string | null => {
  if (sort === column) return `-${column}`;
  return sort === `-${column}` ? null : column;
};
