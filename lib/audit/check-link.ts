import type { StoredRow } from "./audit-row.ts";
import { auditHash, chainStart } from "./record-audit.ts";

/** A row as the chain knows it. */
export type Link = { sequence: number; hash: string };

/** Before the first row. */
export const beforeFirst: Link = { sequence: 0, hash: chainStart };

export type Fault = "edited" | "missing" | "inserted" | "reordered" | "unlinked";

/** What is wrong with the trail, and where: the number of the first row that is not as it was written. */
export type Broken = { sequence: number; what: Fault };

/** The hash that a row must have by what stands in it, were it written as number `sequence`. */
export const hashOf = ({ hash: _, stray: __, ...row }: StoredRow, sequence = row.sequence) =>
  auditHash({ ...row, sequence });

/** Whether a row follows on the one before it and is what was written: its number, its link, its content. */
export const checkLink = (previous: Link, row: StoredRow): boolean =>
  row.sequence === previous.sequence + 1 &&
  row.previousHash === previous.hash &&
  row.stray === 0 &&
  row.hash === hashOf(row);

/** Where else in the trail a hash stands: what the diagnosis asks of the database. */
export type Elsewhere = {
  /** The number of the row that has the hash that this row names as the one before it. */
  before: number | undefined;
  /** The number of another row with the same hash. */
  same: number | undefined;
};

/** Numbers near its own that a moved row is tried with; further away it is found by the row before it. */
const near = 1000;

/** The number that a row was written with, where it is whole but for its number; undefined where it is not. */
function writtenAs(row: StoredRow, before: number | undefined): number | undefined {
  if (row.stray !== 0) return undefined;
  const candidates = [row.sequence, ...(before === undefined ? [] : [before + 1])];
  for (let away = 1; away <= near; away++) candidates.push(row.sequence + away, row.sequence - away);
  return candidates.find((sequence) => sequence > 0 && row.hash === hashOf(row, sequence));
}

/**
 * What was done to the trail, where `checkLink` says no: by the row before, the row itself and the one after it. Everything before is
 * known to be whole.
 */
export function explainBreak(
  previous: Link,
  row: StoredRow,
  next: StoredRow | undefined,
  elsewhere: Elsewhere,
): Broken {
  const place = previous.sequence + 1;
  if (row.sequence > place) return { sequence: place, what: "missing" };
  const here = { sequence: row.sequence };
  // A copy of a row that still stands in its own place.
  if (elsewhere.same !== undefined && elsewhere.same < row.sequence) return { ...here, what: "inserted" };
  const number = writtenAs(row, elsewhere.before);
  const follower = next && writtenAs(next, undefined);
  if (number !== undefined && number > row.sequence)
    return { ...here, what: next === undefined || follower === number + 1 ? "missing" : "reordered" };
  // Rows were pushed up to make room: the new one stands before this one.
  if (number !== undefined && number < row.sequence) return { sequence: number, what: "inserted" };
  if (follower !== undefined && next && follower < next.sequence) return { ...here, what: "inserted" };
  if (row.previousHash === previous.hash) return { ...here, what: "edited" };
  // Whole in itself, and the next row knows it: the one before it was changed, its hash made anew.
  if (number === row.sequence) {
    if (next?.previousHash === row.hash) return { sequence: previous.sequence || 1, what: "edited" };
    return next ? { ...here, what: "edited" } : { sequence: previous.sequence || 1, what: "unlinked" };
  }
  return { ...here, what: next ? "edited" : "inserted" };
}
