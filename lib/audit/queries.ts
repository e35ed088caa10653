import { asc, count, desc, eq, inArray } from "drizzle-orm";
import { z } from "zod";
import { auditEvents } from "#db/schema/audit.ts";
import { projects } from "#db/schema/people.ts";
import { notFound } from "#lib/platform/errors.ts";
import { type ListPage, pageOf } from "#lib/platform/page.ts";
import { defineQuery } from "#lib/platform/query.ts";
import { auditColumns } from "./audit-row.ts";
import { checkAnchors } from "./check-anchors.ts";
import { beforeFirst } from "./check-link.ts";
import { distinctNames } from "./distinct-names.ts";
import { filterAudit } from "./filter-audit.ts";
import { GetAuditInput, ListAuditInput, VerifyAuditInput } from "./schema.ts";
import { subjectOf } from "./subject-of.ts";
import { readHead, verifyStretch } from "./verify-audit.ts";

const target = async () => ({ projectId: null });

export type AuditEntry = {
  sequence: number;
  at: Date;
  actorKind: string;
  actorName: string;
  action: string;
  outcome: "done" | "refused";
  code: string | null;
  project: string | null;
  /** The name, or else the id, of what it was done to. */
  subject: string | null;
  address: string | null;
  requestId: string;
};

/** The trail, newest first, a page at a time. The page is found in an index before any row is read. */
export const listAudit = defineQuery({
  name: "audit.list",
  input: ListAuditInput,
  permission: "audit:read",
  target,
  run: async ({ db, input }): Promise<ListPage<AuditEntry>> => {
    const where = await filterAudit(db, input);
    const order = input.sort === "at" ? asc(auditEvents.sequence) : desc(auditEvents.sequence);
    const { limit, offset } = pageOf(input);
    const page = db
      .select({ sequence: auditEvents.sequence })
      .from(auditEvents)
      .where(where)
      .orderBy(order)
      .limit(limit)
      .offset(offset);
    const [rows, [counted]] = await Promise.all([
      db
        .select({ ...auditColumns, project: projects.slug })
        .from(auditEvents)
        .leftJoin(projects, eq(projects.id, auditEvents.projectId))
        .where(inArray(auditEvents.sequence, page))
        .orderBy(order),
      db.select({ total: count() }).from(auditEvents).where(where),
    ]);
    return {
      rows: rows.map(
        ({ sequence, at, actorKind, actorName, action, outcome, code, project, detail, address, requestId }) => ({
          sequence,
          at,
          actorKind,
          actorName,
          action,
          outcome,
          code,
          project,
          subject: subjectOf(detail) ?? null,
          address,
          requestId,
        }),
      ),
      total: counted?.total ?? 0,
    };
  },
});

/** One row as it was written, with all it says. */
export const getAudit = defineQuery({
  name: "audit.get",
  input: GetAuditInput,
  permission: "audit:read",
  target,
  run: async ({ db, input }) => {
    const [row] = await db
      .select({ ...auditColumns, project: projects.slug })
      .from(auditEvents)
      .leftJoin(projects, eq(projects.id, auditEvents.projectId))
      .where(eq(auditEvents.sequence, input.sequence));
    if (!row) throw notFound(`Row ${input.sequence} of the audit trail`);
    return row;
  },
});

/** The actions that the trail knows, for its filter. */
export const listAuditActions = defineQuery({
  name: "audit.actions",
  input: z.strictObject({}),
  permission: "audit:read",
  target,
  run: ({ db }) => distinctNames(db, auditEvents.action),
});

/** Rows verified by one call: few enough that progress is seen, and that no request is long. */
const stretchRows = 20_000;

/**
 * Verifies the next rows of the trail. The caller goes on from the `last` that it was given until it is told `ended`: `of` is the number
 * of rows there are at this moment.
 */
export const verifyAuditTrail = defineQuery({
  name: "audit.verify",
  input: VerifyAuditInput,
  permission: "audit:read",
  target,
  run: async ({ db, input }) => {
    const head = await readHead(db);
    return { ...(await verifyStretch(db, input.after ?? beforeFirst, stretchRows)), of: head?.sequence ?? 0 };
  },
});

/** Holds the trail against its anchors outside the database. */
export const checkAuditAnchors = defineQuery({
  name: "audit.anchors",
  input: z.strictObject({}),
  permission: "audit:read",
  target,
  run: ({ db }) => checkAnchors(db),
});
