import { sql } from "drizzle-orm";
import { bigint, index, jsonb, pgTable, text, uuid } from "drizzle-orm/pg-core";
import { instant } from "./columns.ts";

/** Append only: each row carries the hash of the one before. A trigger refuses updates and deletes. */
export const auditEvents = pgTable(
  "audit_events",
  {
    /** 1, 2, 3 … without a gap. */
    sequence: bigint("sequence", { mode: "number" }).primaryKey(),
    at: instant("at").notNull(),
    actorKind: text("actor_kind").notNull(),
    actorId: uuid("actor_id"),
    actorName: text("actor_name").notNull(),
    action: text("action").notNull(),
    outcome: text("outcome", { enum: ["done", "refused"] }).notNull(),
    code: text("code"),
    projectId: uuid("project_id"),
    /** What was asked and what came of it; never a secret. */
    detail: jsonb("detail").$type<Record<string, unknown>>().notNull(),
    requestId: text("request_id").notNull(),
    address: text("address"),
    previousHash: text("previous_hash").notNull(),
    hash: text("hash").notNull(),
  },
  (t) => [
    index("audit_events_project").on(t.projectId, t.sequence),
    index("audit_events_actor").on(t.actorId, t.sequence),
    index("audit_events_actor_name").on(t.actorName, t.sequence),
    index("audit_events_action").on(t.action, t.sequence),
    index("audit_events_refused").on(t.sequence).where(sql`outcome = 'refused'`),
    index("audit_events_at").on(t.at, t.sequence),
    index("audit_events_request").on(t.requestId),
    index("audit_events_address").on(t.address, t.sequence),
  ],
);
