import { and, asc, count, gt, lte } from "drizzle-orm";
import type { Database } from "#db/client.ts";
import { auditEvents } from "#db/schema/audit.ts";
import { defineCommand } from "#lib/platform/command.ts";
import { type AuditRow, auditColumns } from "./audit-row.ts";
import { csvLine } from "./csv.ts";
import { filterAudit } from "./filter-audit.ts";
import { ExportAuditInput } from "./schema.ts";
import { readHead } from "./verify-audit.ts";

const batch = 1000;

/** Allows the export of a part of the trail, and writes into the trail that it was done: by whom, filtered by what, how many rows. */
export const exportAudit = defineCommand({
  name: "audit.export",
  input: ExportAuditInput,
  permission: "audit:read",
  target: async () => ({ projectId: null }),
  prepare: async ({ db }, input) => {
    const until = (await readHead(db))?.sequence ?? 0;
    const where = and(lte(auditEvents.sequence, until), await filterAudit(db, input));
    const [counted] = await db.select({ rows: count() }).from(auditEvents).where(where);
    return { until, rows: counted?.rows ?? 0 };
  },
  run: async ({ prepared }) => prepared,
  audit: (input, _target, output) => ({ ...input, rows: output?.rows }),
});

/** The rows of an export, oldest first, read in batches up to the row that was the newest when it began. */
async function* rowsOf(db: Database, filter: ExportAuditInput, until: number): AsyncGenerator<AuditRow> {
  const where = await filterAudit(db, filter);
  let last = 0;
  for (;;) {
    const rows = await db
      .select(auditColumns)
      .from(auditEvents)
      .where(and(gt(auditEvents.sequence, last), lte(auditEvents.sequence, until), where))
      .orderBy(asc(auditEvents.sequence))
      .limit(batch);
    yield* rows;
    if (rows.length < batch) return;
    last = rows.at(-1)?.sequence ?? until;
  }
}

const columns = Object.keys(auditColumns) as (keyof typeof auditColumns)[];

const cellOf = (value: AuditRow[keyof AuditRow]) =>
  value instanceof Date
    ? value.toISOString()
    : value !== null && typeof value === "object"
      ? JSON.stringify(value)
      : value;

/**
 * The text of an export. NDJSON: one row a line, with everything its hash is made of, so that whoever has it can verify it. CSV: for a
 * spreadsheet, with a byte order mark so that it is read as UTF-8.
 */
export async function* exportText(db: Database, input: ExportAuditInput, until: number): AsyncGenerator<string> {
  if (input.format === "csv") yield `\u{feff}${csvLine(columns)}`;
  for await (const row of rowsOf(db, input, until))
    yield input.format === "csv" ? csvLine(columns.map((column) => cellOf(row[column]))) : `${JSON.stringify(row)}\n`;
}
