import { sql } from "drizzle-orm";
import { check, foreignKey, index, jsonb, pgTable, text, unique, uuid } from "drizzle-orm/pg-core";
import type { Said } from "#lib/platform/say.ts";
import { cloudAccounts } from "./cloud.ts";
import { createdAt, id, instant, updatedAt, version } from "./columns.ts";
import { projects, users } from "./people.ts";

export const clusters = pgTable("clusters", {
  id: id(),
  /** Unique, in URLs and labels: a DNS label. */
  name: text("name").notNull().unique(),
  /** A key of the cluster type registry; checked there, so that a new type needs no migration. */
  type: text("type").notNull(),
  region: text("region").notNull(),
  residency: text("residency").notNull(),
  /** The account whose buckets, images and secrets its pods use. */
  cloudAccountId: uuid("cloud_account_id")
    .notNull()
    .references(() => cloudAccounts.id),
  /** The type's own connection settings, without anything secret. */
  config: jsonb("config").$type<Record<string, unknown>>().notNull(),
  /** Sealed by lib/platform/crypto, bound to this row's id. */
  sealedCredential: text("sealed_credential"),
  /** UID of its kube-system namespace when it was registered: the cluster's identity. */
  uid: text("uid").notNull(),
  /** Where archived logs of its runs go: one of its account's buckets. */
  logBucketId: uuid("log_bucket_id"),
  lastSeenAt: instant("last_seen_at"),
  /** Of its API server, as it last said: `v1.37.2`. */
  serverVersion: text("server_version"),
  /** Why it does not answer; null while it does. */
  problem: jsonb("problem").$type<Said>(),
  retiredAt: instant("retired_at"),
  version: version(),
  createdAt: createdAt(),
  updatedAt: updatedAt(),
});

export const namespaces = pgTable(
  "namespaces",
  {
    id: id(),
    clusterId: uuid("cluster_id")
      .notNull()
      .references(() => clusters.id),
    name: text("name").notNull(),
    /** Whose owners decide who else may run there; null: the admins. */
    ownerProjectId: uuid("owner_project_id").references(() => projects.id),
    createdAt: createdAt(),
  },
  (t) => [
    unique("namespaces_cluster_name").on(t.clusterId, t.name),
    unique("namespaces_id_cluster").on(t.id, t.clusterId),
  ],
);

export const namespaceGrants = pgTable(
  "namespace_grants",
  {
    id: id(),
    namespaceId: uuid("namespace_id")
      .notNull()
      .references(() => namespaces.id),
    projectId: uuid("project_id")
      .notNull()
      .references(() => projects.id),
    expiresAt: instant("expires_at"),
    grantedBy: uuid("granted_by").references(() => users.id),
    createdAt: createdAt(),
  },
  (t) => [
    unique("namespace_grants_key").on(t.namespaceId, t.projectId),
    index("namespace_grants_project").on(t.projectId),
  ],
);

const observedStates = [
  "same",
  "differs",
  "absent",
  "secret-absent",
  "association-absent",
  "association-differs",
] as const;
/** How a pod comes to its role: by its service account's annotation, or by an EKS Pod Identity association. */
const roleWays = ["annotation", "pod-identity"] as const;
const quoted = (values: readonly string[]) => sql.raw(values.map((value) => `'${value}'`).join(", "));

export const serviceAccounts = pgTable(
  "service_accounts",
  {
    id: id(),
    clusterId: uuid("cluster_id").notNull(),
    namespaceId: uuid("namespace_id").notNull(),
    projectId: uuid("project_id")
      .notNull()
      .references(() => projects.id),
    name: text("name").notNull(),
    /** IAM role of its pods (EKS). */
    roleArn: text("role_arn"),
    /** How they come to it; null without a role. */
    roleBy: text("role_by", { enum: roleWays }),
    /** Kubernetes Secret with the S3 access key (data centre). */
    accessKeySecret: text("access_key_secret"),
    /** Role of Vault's Kubernetes auth method (data centre). */
    vaultRole: text("vault_role"),
    /** How it last stood in its cluster, and when that was seen; null: not looked at since it was registered or changed. */
    observed: text("observed", { enum: observedStates }),
    observedAt: instant("observed_at"),
    version: version(),
    createdAt: createdAt(),
    updatedAt: updatedAt(),
  },
  (t) => [
    unique("service_accounts_placement").on(t.clusterId, t.namespaceId, t.projectId),
    foreignKey({ columns: [t.namespaceId, t.clusterId], foreignColumns: [namespaces.id, namespaces.clusterId] }),
    index("service_accounts_project").on(t.projectId),
    index("service_accounts_namespace").on(t.namespaceId),
    index("service_accounts_name_text").using("gin", t.name.op("gin_trgm_ops")),
    check("service_accounts_observed", sql`${t.observed} in (${quoted(observedStates)})`),
    check(
      "service_accounts_role_by",
      sql`(${t.roleArn} is null) = (${t.roleBy} is null) and ${t.roleBy} in (${quoted(roleWays)})`,
    ),
    check("service_accounts_identity", sql`(${t.roleArn} is null) <> (${t.accessKeySecret} is null)`),
  ],
);
