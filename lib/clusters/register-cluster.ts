import { eq } from "drizzle-orm";
import { z } from "zod";
import { cloudResources } from "#db/schema/cloud.ts";
import { clusters } from "#db/schema/clusters.ts";
import { openAccount, sealCredential } from "#lib/cloud/open-account.ts";
import { Residency } from "#lib/cloud/register-resource.ts";
import { defineCommand } from "#lib/platform/command.ts";
import { conflict, invalid } from "#lib/platform/errors.ts";
import { clusterTypeNames } from "./cluster-type.ts";
import { clusterTypeOf } from "./open-cluster.ts";

export const RegisterClusterInput = z.strictObject({
  name: z.string().regex(/^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/, "Lower-case letters, digits and dashes"),
  type: z.enum(clusterTypeNames),
  region: z.string().min(1).max(63),
  residency: Residency,
  cloudAccountId: z.uuid(),
  /** The type's own settings and credential; checked by the type. */
  config: z.record(z.string(), z.unknown()),
  credential: z.record(z.string(), z.unknown()).nullable().default(null),
  /** One of the account's buckets, for archived logs. */
  logBucketId: z.uuid(),
});

/** Registers a cluster once it has answered: its identity is what it says of itself now, and is asserted from then on. */
export const registerCluster = defineCommand({
  name: "cluster.register",
  input: RegisterClusterInput,
  permission: "cluster:write",
  target: async () => ({ projectId: null }),
  prepare: async (ctx, input) => {
    const account = await openAccount(ctx.db, input.cloudAccountId);
    const [bucket] = await ctx.db.select().from(cloudResources).where(eq(cloudResources.id, input.logBucketId));
    if (bucket?.kind !== "bucket" || bucket.cloudAccountId !== account.id)
      throw invalid("The log bucket is not one of the account's", { logBucketId: "Another account's, or no bucket" });
    const aws = account.kind === "aws" ? { aws: account.aws(input.region) } : {};
    const session = await clusterTypeOf(input.type).connect(input.config, input.credential ?? undefined, {
      cluster: input.name,
      ...aws,
    });
    try {
      return { uid: await session.uid(), version: await session.version() };
    } finally {
      session.close();
    }
  },
  run: async ({ tx, input, prepared }) => {
    const { credential, ...row } = input;
    const [cluster] = await tx
      .insert(clusters)
      .values({ ...row, uid: prepared.uid })
      .onConflictDoNothing()
      .returning({ id: clusters.id });
    if (!cluster) throw conflict(`There is a cluster ${input.name} already`);
    if (credential)
      await tx
        .update(clusters)
        .set({ sealedCredential: sealCredential(credential, cluster.id) })
        .where(eq(clusters.id, cluster.id));
    return { ...cluster, ...prepared };
  },
  audit: ({ credential: _, ...input }, _target, output) => ({ ...input, ...output }),
});
