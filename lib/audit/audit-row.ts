import { sql } from "drizzle-orm";
import { auditEvents } from "#db/schema/audit.ts";

/** Every column of a row, and its moment to the microsecond: finer than what was written, so that no change of it is too small to see. */
export const auditColumns = {
  sequence: auditEvents.sequence,
  at: auditEvents.at,
  actorKind: auditEvents.actorKind,
  actorId: auditEvents.actorId,
  actorName: auditEvents.actorName,
  action: auditEvents.action,
  outcome: auditEvents.outcome,
  code: auditEvents.code,
  projectId: auditEvents.projectId,
  detail: auditEvents.detail,
  requestId: auditEvents.requestId,
  address: auditEvents.address,
  previousHash: auditEvents.previousHash,
  hash: auditEvents.hash,
};

export const verifyColumns = {
  ...auditColumns,
  stray: sql<number>`(extract(microseconds from ${auditEvents.at})::int % 1000)`,
};

export type AuditRow = typeof auditEvents.$inferSelect;
/** A row as it is verified; `stray` are microseconds that no writer of Slipway writes. */
export type StoredRow = AuditRow & { stray: number };
