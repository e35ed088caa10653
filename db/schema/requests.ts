import { sql } from "drizzle-orm";
import { check, index, integer, jsonb, pgTable, text, uniqueIndex, uuid } from "drizzle-orm/pg-core";
import type { RequestSnapshot } from "#lib/access/request-schema.ts";
import { createdAt, id, instant, updatedAt } from "./columns.ts";
import { jobs } from "./jobs.ts";
import { projects, users } from "./people.ts";

/** What somebody misses and asks for. What was asked never changes (a trigger holds it), and that is what is granted; who decides may change. */
export const accessRequests = pgTable(
  "access_requests",
  {
    id: id(),
    kind: text("kind", { enum: ["project-role", "namespace", "binding", "service-account"] }).notNull(),
    /** For which project. */
    projectId: uuid("project_id")
      .notNull()
      .references(() => projects.id),
    /** The job from whose launch form it was asked, where it was. */
    jobId: uuid("job_id").references(() => jobs.id),
    /** Whose owners decide: the project that owns what is asked for, as long as nobody has decided. Null: the admins. */
    decidingProjectId: uuid("deciding_project_id").references(() => projects.id),
    requesterId: uuid("requester_id")
      .notNull()
      .references(() => users.id),
    /** `users.person_id` of the requester when it was asked. */
    requesterPersonId: uuid("requester_person_id").notNull(),
    snapshot: jsonb("snapshot").$type<RequestSnapshot>().notNull(),
    /** SHA-256 of kind, project and snapshot: the same is asked once at a time, and a decision names what was seen. */
    snapshotHash: text("snapshot_hash").notNull(),
    why: text("why").notNull(),
    /** How long it is asked for, in days; null for good. */
    days: integer("days"),
    state: text("state", { enum: ["pending", "approved", "rejected", "withdrawn", "expired"] })
      .notNull()
      .default("pending"),
    /** When nobody has decided by then, it has expired. */
    decideBy: instant("decide_by").notNull(),
    decidedBy: uuid("decided_by").references(() => users.id),
    deciderPersonId: uuid("decider_person_id"),
    /** The owner whom the decider stood in for. */
    onBehalfOf: uuid("on_behalf_of").references(() => users.id),
    decidedAt: instant("decided_at"),
    comment: text("comment"),
    /** When what was granted ends; null for good, or where nothing was granted. */
    grantedUntil: instant("granted_until"),
    createdAt: createdAt(),
    updatedAt: updatedAt(),
  },
  (t) => [
    uniqueIndex("access_requests_once").on(t.requesterId, t.snapshotHash).where(sql`state = 'pending'`),
    index("access_requests_deciding").on(t.decidingProjectId, t.state, t.id),
    index("access_requests_requester").on(t.requesterId, t.id),
    index("access_requests_waiting").on(t.decideBy).where(sql`state = 'pending'`),
    index("access_requests_newest").on(t.createdAt, t.id),
    index("access_requests_newest_waiting").on(t.createdAt, t.id).where(sql`state = 'pending'`),
    index("access_requests_decider").on(t.decidedBy),
    check("access_requests_kind", sql`${t.kind} in ('project-role', 'namespace', 'binding', 'service-account')`),
    check("access_requests_state", sql`${t.state} in ('pending', 'approved', 'rejected', 'withdrawn', 'expired')`),
    check("access_requests_decided", sql`(${t.state} in ('approved', 'rejected')) = (${t.decidedBy} is not null)`),
    check(
      "access_requests_not_own",
      sql`${t.decidedBy} is null or (${t.decidedBy} <> ${t.requesterId} and ${t.deciderPersonId} <> ${t.requesterPersonId} and ${t.onBehalfOf} is distinct from ${t.requesterId})`,
    ),
  ],
);

/** While an owner is away, somebody else decides in their place. */
export const delegations = pgTable(
  "delegations",
  {
    id: id(),
    ownerId: uuid("owner_id")
      .notNull()
      .references(() => users.id, { onDelete: "cascade" }),
    delegateId: uuid("delegate_id")
      .notNull()
      .references(() => users.id, { onDelete: "cascade" }),
    startsAt: instant("starts_at").notNull(),
    endsAt: instant("ends_at").notNull(),
    createdAt: createdAt(),
  },
  (t) => [
    index("delegations_delegate").on(t.delegateId),
    check("delegations_other", sql`${t.ownerId} <> ${t.delegateId}`),
    check("delegations_span", sql`${t.endsAt} > ${t.startsAt}`),
  ],
);
