import { sql } from "drizzle-orm";
import { check, pgTable, primaryKey, text, uniqueIndex, uuid } from "drizzle-orm/pg-core";
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
    disabledAt: instant("disabled_at"),
    createdAt: createdAt(),
    updatedAt: updatedAt(),
  },
  (t) => [
    uniqueIndex("users_login_key").on(sql`lower(${t.login})`),
    uniqueIndex("users_oidc_key").on(t.oidcIssuer, t.oidcSubject),
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
    createdAt: createdAt(),
  },
  (t) => [
    primaryKey({ columns: [t.projectId, t.userId] }),
    check("project_members_role", sql`${t.role} in ('owner', 'editor', 'operator', 'viewer')`),
  ],
);
