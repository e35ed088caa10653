import { sql } from "drizzle-orm";
import { check, index, integer, pgTable, primaryKey, text, unique, uniqueIndex, uuid } from "drizzle-orm/pg-core";
import { createdAt, id, instant, updatedAt, version } from "./columns.ts";

export const users = pgTable(
  "users",
  {
    id: id(),
    /** What the person signs in as, and what others see: a role name or an e-mail address. */
    login: text("login").notNull(),
    name: text("name").notNull(),
    platformRole: text("platform_role", { enum: ["admin", "auditor", "member"] })
      .notNull()
      .default("member"),
    /** bcrypt; only for local accounts. */
    passwordHash: text("password_hash"),
    /** Issuer and subject of the OpenID provider, once signed in that way. */
    oidcIssuer: text("oidc_issuer"),
    oidcSubject: text("oidc_subject"),
    /** Accounts of one person have the same: nobody decides a request of their own with another account. */
    personId: uuid("person_id").notNull().default(sql`uuidv7()`),
    /** As the OpenID provider verified it. */
    email: text("email"),
    /** Set by an admin in Slipway, for good; a role from a group is not written here. */
    disabledAt: instant("disabled_at"),
    /** When they last signed in. */
    lastSeenAt: instant("last_seen_at"),
    /** Counts what ended their sessions (a new password, being disabled): a session of an earlier count is nobody's. */
    sessionsEnded: integer("sessions_ended").notNull().default(0),
    createdAt: createdAt(),
    updatedAt: updatedAt(),
  },
  (t) => [
    uniqueIndex("users_login_key").on(sql`lower(${t.login})`),
    uniqueIndex("users_oidc_key").on(t.oidcIssuer, t.oidcSubject),
    index("users_person").on(t.personId),
    index("users_name").on(t.name, t.id),
    index("users_email").on(sql`lower(${t.email})`),
    index("users_login_text").using("gin", t.login.op("gin_trgm_ops")),
    index("users_name_text").using("gin", t.name.op("gin_trgm_ops")),
    check("users_platform_role", sql`${t.platformRole} in ('admin', 'auditor', 'member')`),
  ],
);

export const projects = pgTable("projects", {
  id: id(),
  /** In URLs and in labels on what Slipway creates: a DNS label. */
  slug: text("slug").notNull().unique(),
  name: text("name").notNull(),
  version: version(),
  createdAt: createdAt(),
  updatedAt: updatedAt(),
});

/** A row for each role: one that ends soon may stand beside a weaker one that stays. The strongest that holds counts. */
export const projectMembers = pgTable(
  "project_members",
  {
    projectId: uuid("project_id")
      .notNull()
      .references(() => projects.id, { onDelete: "cascade" }),
    userId: uuid("user_id")
      .notNull()
      .references(() => users.id, { onDelete: "cascade" }),
    role: text("role", { enum: ["owner", "editor", "operator", "viewer"] }).notNull(),
    expiresAt: instant("expires_at"),
    grantedBy: uuid("granted_by").references(() => users.id),
    createdAt: createdAt(),
  },
  (t) => [
    primaryKey({ columns: [t.projectId, t.userId, t.role] }),
    index("project_members_user").on(t.userId),
    check("project_members_role", sql`${t.role} in ('owner', 'editor', 'operator', 'viewer')`),
  ],
);

/** Groups of the OpenID provider that a user was in at their last sign-in there. */
export const userGroups = pgTable(
  "user_groups",
  {
    userId: uuid("user_id")
      .notNull()
      .references(() => users.id, { onDelete: "cascade" }),
    group: text("group").notNull(),
  },
  (t) => [primaryKey({ columns: [t.userId, t.group] }), index("user_groups_group").on(t.group)],
);

/** What a group of the OpenID provider gives its members: a role in a project, or a platform role. */
export const groupRoles = pgTable(
  "group_roles",
  {
    id: id(),
    group: text("group").notNull(),
    projectId: uuid("project_id").references(() => projects.id, { onDelete: "cascade" }),
    projectRole: text("project_role", { enum: ["owner", "editor", "operator", "viewer"] }),
    platformRole: text("platform_role", { enum: ["admin", "auditor"] }),
    grantedBy: uuid("granted_by").references(() => users.id),
    createdAt: createdAt(),
  },
  (t) => [
    unique("group_roles_key").on(t.group, t.projectId).nullsNotDistinct(),
    check(
      "group_roles_one",
      sql`(${t.projectId} is null) = (${t.projectRole} is null) and (${t.projectRole} is null) <> (${t.platformRole} is null)`,
    ),
  ],
);
