import { and, asc, desc, eq, gt, lte, ne } from "drizzle-orm";
import type { Database } from "#db/client.ts";
import { auditEvents } from "#db/schema/audit.ts";
import { type StoredRow, verifyColumns } from "./audit-row.ts";
import { type Broken, beforeFirst, checkLink, explainBreak, type Link } from "./check-link.ts";

/** Rows read at once: what verifying holds in memory. */
const batch = 2000;

/** The newest row of the trail; undefined where there is none. */
export async function readHead(db: Database): Promise<Link | undefined> {
  const [head] = await db
    .select({ sequence: auditEvents.sequence, hash: auditEvents.hash })
    .from(auditEvents)
    .orderBy(desc(auditEvents.sequence))
    .limit(1);
  return head;
}

/** The first rows after a number, in order. */
const rowsAfter = (db: Database, sequence: number, limit: number): Promise<StoredRow[]> =>
  db
    .select(verifyColumns)
    .from(auditEvents)
    .where(gt(auditEvents.sequence, sequence))
    .orderBy(asc(auditEvents.sequence))
    .limit(limit);

async function placeOfHash(db: Database, hash: string, not: number): Promise<number | undefined> {
  const [row] = await db
    .select({ sequence: auditEvents.sequence })
    .from(auditEvents)
    .where(and(eq(auditEvents.hash, hash), ne(auditEvents.sequence, not)))
    .orderBy(asc(auditEvents.sequence))
    .limit(1);
  return row?.sequence;
}

export type Stretch = { rows: number; last: Link; broken: Broken | null; ended: boolean };

/**
 * Verifies up to `limit` rows that follow on `from`, which is known to be whole (or is before the first). Rows that are written
 * meanwhile are part of it. `ended`: there are no more rows, or one is broken.
 */
export async function verifyStretch(db: Database, from: Link, limit: number): Promise<Stretch> {
  let last = from;
  let rows = 0;
  while (rows < limit) {
    const wanted = Math.min(batch, limit - rows);
    const read = await rowsAfter(db, last.sequence, wanted);
    for (const row of read) {
      if (!checkLink(last, row)) return { rows, last, broken: await diagnose(db, last, row), ended: true };
      last = { sequence: row.sequence, hash: row.hash };
      rows += 1;
    }
    if (read.length < wanted) return { rows, last, broken: null, ended: true };
  }
  return { rows, last, broken: null, ended: false };
}

async function diagnose(db: Database, last: Link, row: StoredRow): Promise<Broken> {
  const [[next], before, same] = await Promise.all([
    rowsAfter(db, row.sequence, 1),
    placeOfHash(db, row.previousHash, row.sequence),
    placeOfHash(db, row.hash, row.sequence),
  ]);
  return explainBreak(last, row, next, { before, same });
}

export type Verified = { rows: number; head: Link | null; broken: Broken | null };

/** Verifies the whole trail in constant memory. `rows` are those found whole; `head` is the last of them. */
export async function verifyAudit(db: Database): Promise<Verified> {
  const { rows, last, broken } = await verifyStretch(db, beforeFirst, Number.POSITIVE_INFINITY);
  return { rows, head: rows === 0 ? null : last, broken };
}

/** Which of these rows are not, with the same hash, in the trail: what is anchored elsewhere and gone from here. */
export async function missingLinks(db: Database, links: readonly Link[]): Promise<Link[]> {
  const first = links.at(0)?.sequence;
  const last = links.at(-1)?.sequence;
  if (first === undefined || last === undefined) return [];
  const rows = await db
    .select({ sequence: auditEvents.sequence, hash: auditEvents.hash })
    .from(auditEvents)
    .where(and(gt(auditEvents.sequence, first - 1), lte(auditEvents.sequence, last)));
  const hashes = new Map(rows.map(({ sequence, hash }) => [sequence, hash]));
  return links.filter(({ sequence, hash }) => hashes.get(sequence) !== hash);
}
