import { and, eq, sql } from "drizzle-orm";
import { z } from "zod";
import { cloudAccounts } from "#db/schema/cloud.ts";
import { clusters, serviceAccounts } from "#db/schema/clusters.ts";
import { RoleBy, roleByOf } from "#lib/access/request-schema.ts";
import { defineCommand } from "#lib/platform/command.ts";
import { conflict, invalid } from "#lib/platform/errors.ts";
import { says } from "#lib/platform/say.ts";
import { findServiceAccount } from "./find-service-account.ts";

const Input = z.strictObject({
  serviceAccountId: z.uuid(),
  /** That the caller saw. */
  version: z.int().min(1),
  roleArn: z
    .string()
    .regex(/^arn:aws[a-z-]*:iam::\d{12}:role\/.+$/, "must be the ARN of an IAM role")
    .max(2048)
    .nullable()
    .default(null),
  roleBy: RoleBy.nullable().default(null),
  accessKeySecret: z
    .string()
    .regex(/^[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?$/, "must be the name of a Secret")
    .nullable()
    .default(null),
  vaultRole: z.string().max(128).nullable().default(null),
});

/** Changes what a service account is outside of Kubernetes: its IAM role, or its access-key Secret and Vault role. */
export const updateServiceAccount = defineCommand({
  name: "service-account.update",
  input: Input,
  permission: "cluster:write",
  target: async ({ db }, { serviceAccountId }) => {
    const account = await findServiceAccount(db, serviceAccountId);
    const [place] = await db
      .select({ kind: cloudAccounts.kind })
      .from(clusters)
      .innerJoin(cloudAccounts, eq(cloudAccounts.id, clusters.cloudAccountId))
      .where(eq(clusters.id, account.clusterId));
    return { ...account, accountKind: place?.kind };
  },
  run: async ({ tx, input: { serviceAccountId, version, ...identity }, target }) => {
    if (target.accountKind === "aws" && !identity.roleArn)
      throw invalid("identity-needs-role", {}, { roleArn: says("field.role-arn") });
    if (target.accountKind === "datacenter" && !identity.accessKeySecret)
      throw invalid("identity-needs-secret", {}, { accessKeySecret: says("field.its-name") });
    if (identity.roleArn && identity.accessKeySecret)
      throw invalid("field.one-identity", {}, { accessKeySecret: says("field.leave-empty") });
    const updated = await tx
      .update(serviceAccounts)
      .set({
        ...identity,
        roleBy: roleByOf(identity),
        observed: null,
        observedAt: null,
        version: sql`${serviceAccounts.version} + 1`,
      })
      .where(and(eq(serviceAccounts.id, serviceAccountId), eq(serviceAccounts.version, version)))
      .returning({ version: serviceAccounts.version });
    if (!updated[0]) throw conflict("service-account-edited");
    return { id: serviceAccountId, version: updated[0].version };
  },
  audit: ({ serviceAccountId, version: _, ...identity }, target) => ({
    serviceAccountId,
    name: target?.name,
    before: target && {
      roleArn: target.roleArn,
      roleBy: target.roleBy,
      accessKeySecret: target.accessKeySecret,
      vaultRole: target.vaultRole,
    },
    after: { ...identity, roleBy: roleByOf(identity) },
  }),
});
