import { sql } from "drizzle-orm";
import { check, index, jsonb, pgTable, primaryKey, text, unique, uuid } from "drizzle-orm/pg-core";
import { serviceAccounts } from "./clusters.ts";
import { createdAt, id, instant, updatedAt, version } from "./columns.ts";
import { projects, users } from "./people.ts";

/** An AWS account, or a data centre's S3, image registry and Vault. */
export const cloudAccounts = pgTable(
  "cloud_accounts",
  {
    id: id(),
    name: text("name").notNull().unique(),
    kind: text("kind", { enum: ["aws", "datacenter"] }).notNull(),
    /** CloudAccountConfig of lib/cloud/schema.ts: endpoints and ids, nothing secret. */
    config: jsonb("config").$type<Record<string, unknown>>().notNull(),
    sealedCredential: text("sealed_credential"),
    /** Since when the credential is this one. */
    credentialSetAt: instant("credential_set_at").notNull().defaultNow(),
    version: version(),
    createdAt: createdAt(),
    updatedAt: updatedAt(),
  },
  (t) => [check("cloud_accounts_kind", sql`${t.kind} in ('aws', 'datacenter')`)],
);

export const cloudResources = pgTable(
  "cloud_resources",
  {
    id: id(),
    kind: text("kind", { enum: ["bucket", "image-repository", "secret"] }).notNull(),
    cloudAccountId: uuid("cloud_account_id")
      .notNull()
      .references(() => cloudAccounts.id),
    /** Bucket name, repository path, or the secret's name (Vault: mount/path). */
    name: text("name").notNull(),
    /** ARN in AWS; null where the account has none. */
    arn: text("arn"),
    region: text("region").notNull(),
    residency: text("residency").notNull(),
    ownerProjectId: uuid("owner_project_id").references(() => projects.id),
    createdAt: createdAt(),
    updatedAt: updatedAt(),
  },
  (t) => [
    unique("cloud_resources_key").on(t.cloudAccountId, t.kind, t.region, t.name),
    index("cloud_resources_owner").on(t.ownerProjectId, t.cloudAccountId),
    index("cloud_resources_name_text").using("gin", t.name.op("gin_trgm_ops")),
    check("cloud_resources_kind", sql`${t.kind} in ('bucket', 'image-repository', 'secret')`),
  ],
);

export const serviceAccountBindings = pgTable(
  "service_account_bindings",
  {
    id: id(),
    serviceAccountId: uuid("service_account_id")
      .notNull()
      .references(() => serviceAccounts.id, { onDelete: "cascade" }),
    cloudResourceId: uuid("cloud_resource_id")
      .notNull()
      .references(() => cloudResources.id),
    access: text("access", { enum: ["read", "write", "pull"] }).notNull(),
    /** Only keys below it (buckets); empty means all. */
    prefix: text("prefix").notNull().default(""),
    expiresAt: instant("expires_at"),
    grantedBy: uuid("granted_by").references(() => users.id),
    createdAt: createdAt(),
  },
  (t) => [
    unique("service_account_bindings_key").on(t.serviceAccountId, t.cloudResourceId, t.access, t.prefix),
    index("service_account_bindings_resource").on(t.cloudResourceId),
    check("service_account_bindings_access", sql`${t.access} in ('read', 'write', 'pull')`),
  ],
);

/** Lines between residencies that a policy allows data to cross; all others are closed. */
export const residencyRules = pgTable(
  "residency_rules",
  {
    fromResidency: text("from_residency").notNull(),
    toResidency: text("to_residency").notNull(),
    reason: text("reason").notNull(),
    createdAt: createdAt(),
  },
  (t) => [primaryKey({ columns: [t.fromResidency, t.toResidency] })],
);
