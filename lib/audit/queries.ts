import { asc, count, desc, eq, inArray } from "drizzle-orm";
import { z } from "zod";
import { auditEvents } from "#db/schema/audit.ts";
import { projects } from "#db/schema/people.ts";
import { notFound } from "#lib/platform/errors.ts";
import { type ListPage, pageOf } from "#lib/platform/page.ts";
import { defineQuery } from "#lib/platform/query.ts";
import { type AuditRow, auditColumns } from "./audit-row.ts";
import { checkAnchors } from "./check-anchors.ts";
import { beforeFirst } from "./check-link.ts";
import { distinctNames } from "./distinct-names.ts";
import { filterAudit } from "./filter-audit.ts";
import { nameIds, valuesOf } from "./name-ids.ts";
import { GetAuditInput, ListAuditInput, VerifyAuditInput } from "./schema.ts";
import { subjectOf } from "./subject-of.ts";
import { readHead, verifyStretch } from "./verify-audit.ts";

const target = async () => ({ projectId: null });

const { sequence, at, actorKind, actorName, action, outcome, code, address, requestId } = auditColumns;
/** What a list shows of a row. */
const entryColumns = { sequence, at, actorKind, actorName, action, outcome, code, address, requestId };

export type AuditEntry = Pick<AuditRow, keyof typeof entryColumns> & {
  project: string | null;
  /** The name, or else the id, of what it was done to. */
  subject: string | null;
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
        .select({ ...entryColumns, detail: auditEvents.detail, project: projects.slug })
        .from(auditEvents)
        .leftJoin(projects, eq(projects.id, auditEvents.projectId))
        .where(inArray(auditEvents.sequence, page))
        .orderBy(order),
      db.select({ total: count() }).from(auditEvents).where(where),
    ]);
    const subjects = rows.map(({ detail }) => subjectOf(detail) ?? null);
    const names = await nameIds(db, subjects);
    return {
      rows: rows.map(({ detail: _, ...row }, at) => {
        const subject = subjects[at] ?? null;
        return { ...row, subject: (subject && names[subject]) ?? subject };
      }),
      total: counted?.total ?? 0,
    };
  },
});

/** One row as it was written, with all it says, and the names of what it knows by id. */
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
    if (!row) throw notFound("no-audit-row", { sequence: input.sequence });
    return { ...row, names: await nameIds(db, valuesOf(row.detail)) };
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
