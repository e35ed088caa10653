import { eq, sql } from "drizzle-orm";
import { z } from "zod";
import type { Transaction } from "#db/client.ts";
import { cloudResources, serviceAccountBindings } from "#db/schema/cloud.ts";
import { clusters } from "#db/schema/clusters.ts";
import { sealCredential } from "#lib/cloud/open-account.ts";
import { Residency } from "#lib/cloud/register-resource.ts";
import { defineCommand } from "#lib/platform/command.ts";
import { invalid, SlipwayError } from "#lib/platform/errors.ts";
import { says } from "#lib/platform/say.ts";
import { connectionWords, NewConnection, refuseKnownUid, withNewConnection } from "./connect-new.ts";

export const RegisterClusterInput = NewConnection.extend({
  name: z.string().regex(/^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/, "Lower-case letters, digits and dashes"),
  residency: Residency,
  /** One of the account's buckets, for archived logs. */
  logBucketId: z.uuid(),
});

/** Registers a cluster once it has answered: its identity is what it says of itself now, and is asserted from then on. */
export const registerCluster = defineCommand({
  name: "cluster.register",
  input: RegisterClusterInput,
  permission: "cluster:write",
  target: async () => ({ projectId: null }),
  prepare: async (ctx, { name, residency: _, logBucketId, ...connection }) => {
    const [bucket] = await ctx.db.select().from(cloudResources).where(eq(cloudResources.id, logBucketId));
    if (bucket?.kind !== "bucket" || bucket.cloudAccountId !== connection.cloudAccountId)
      throw invalid("log-bucket-foreign", {}, { logBucketId: says("field.log-bucket") });
    return withNewConnection(ctx.db, connection, name, async (session) => ({
      uid: await session.uid(),
      version: await session.version(),
    }));
  },
  run: async ({ tx, input, prepared: { uid, version } }) => {
    // Two who register the same cluster at once: the second sees the first.
    await tx.execute(sql`select pg_advisory_xact_lock(hashtext(${`cluster ${uid}`}))`);
    await refuseBound(tx, input.logBucketId);
    await refuseKnownUid(tx, uid);
    const { credential, ...row } = input;
    const [cluster] = await tx
      .insert(clusters)
      .values({ ...row, uid, serverVersion: version })
      .onConflictDoNothing()
      .returning({ id: clusters.id });
    if (!cluster)
      throw new SlipwayError("conflict", {
        says: says("cluster-exists", { name: input.name }),
        fields: { name: says("field.taken") },
      });
    if (credential)
      await tx
        .update(clusters)
        .set({ sealedCredential: sealCredential(credential, cluster.id) })
        .where(eq(clusters.id, cluster.id));
    return { ...cluster, uid, version };
  },
  audit: ({ name, residency, logBucketId, ...connection }, _target, output) => ({
    name,
    residency,
    logBucketId,
    ...connectionWords(connection),
    ...output,
  }),
});

/** Logs of every project are kept where no project's pods can read them. Nobody binds the bucket before the transaction ends. */
async function refuseBound(tx: Transaction, logBucketId: string): Promise<void> {
  const [bucket] = await tx
    .select({ name: cloudResources.name })
    .from(cloudResources)
    .where(eq(cloudResources.id, logBucketId))
    .for("update");
  const count = await tx.$count(serviceAccountBindings, eq(serviceAccountBindings.cloudResourceId, logBucketId));
  if (count > 0)
    throw invalid(
      "log-bucket-bound",
      { name: bucket?.name ?? "", count },
      { logBucketId: says("field.log-bucket-bound") },
    );
}
