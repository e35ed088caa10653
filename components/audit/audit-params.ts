import { parseAsInteger, parseAsIsoDate, parseAsString, parseAsStringLiteral } from "nuqs/server";
import { listParams } from "#components/shared/list-params.ts";
import type { AuditFilter } from "#lib/audit/schema.ts";

const day = parseAsIsoDate;

/** What the URL of the audit trail holds: its filters, the page, and the row that is open. */
export const auditParams = {
  ...listParams,
  search: parseAsString.withDefault(""),
  actor: parseAsString,
  action: parseAsString,
  outcome: parseAsStringLiteral(["done", "refused"]),
  project: parseAsString,
  from: day,
  to: day,
  row: parseAsInteger,
};

type Params = {
  search: string;
  actor: string | null;
  action: string | null;
  outcome: "done" | "refused" | null;
  project: string | null;
  from: Date | null;
  to: Date | null;
};

export const dayOf = (date: Date | null): string | null => (date ? date.toISOString().slice(0, 10) : null);

/** The filter that the trail is asked with; days are those of the person's time zone. */
export const filterOf = ({ search, actor, action, outcome, project, from, to }: Params, zone: string): AuditFilter => ({
  search,
  actor,
  action,
  outcome,
  project,
  fromDay: dayOf(from),
  toDay: dayOf(to),
  zone,
});

/** Where the rows that the filter chooses are a file. */
export function exportHref(filter: AuditFilter, format: "csv" | "ndjson"): string {
  const given = Object.entries(filter).filter(([, value]) => value !== null && value !== "");
  return `/api/audit/export?${new URLSearchParams({ ...Object.fromEntries(given), format })}`;
}
