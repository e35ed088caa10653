import { integer, jsonb, pgTable, text, unique, uuid } from "drizzle-orm/pg-core";
import { createdAt, id, instant, updatedAt, version } from "./columns.ts";
import { projects, users } from "./people.ts";

export const jobs = pgTable(
  "jobs",
  {
    id: id(),
    projectId: uuid("project_id")
      .notNull()
      .references(() => projects.id),
    name: text("name").notNull(),
    /** A key of the job type registry. */
    type: text("type").notNull(),
    archivedAt: instant("archived_at"),
    version: version(),
    createdAt: createdAt(),
    updatedAt: updatedAt(),
  },
  (t) => [unique("jobs_project_name").on(t.projectId, t.name)],
);

/** Immutable: a change of a job is a new version. */
export const jobVersions = pgTable(
  "job_versions",
  {
    id: id(),
    jobId: uuid("job_id")
      .notNull()
      .references(() => jobs.id),
    number: integer("number").notNull(),
    /** Validated by the job's type when it was written. */
    spec: jsonb("spec").$type<Record<string, unknown>>().notNull(),
    createdBy: uuid("created_by")
      .notNull()
      .references(() => users.id),
    createdAt: createdAt(),
  },
  (t) => [unique("job_versions_number").on(t.jobId, t.number)],
);
