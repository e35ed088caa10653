import { eq, sql } from "drizzle-orm";
import { z } from "zod";
import { clusters } from "#db/schema/clusters.ts";
import { openAccount, sealCredential } from "#lib/cloud/open-account.ts";
import { defineCommand } from "#lib/platform/command.ts";
import { notFound, refused } from "#lib/platform/errors.ts";
import { clusterTypeOf } from "./open-cluster.ts";
import { RegisterClusterInput } from "./register-cluster.ts";

/** Changes how a cluster is reached, once what answers there is the cluster that was registered. */
export const updateCluster = defineCommand({
  name: "cluster.update",
  input: RegisterClusterInput.pick({ config: true, credential: true }).extend({ id: z.uuid() }),
  permission: "cluster:write",
  target: async ({ db }, { id }) => {
    const [cluster] = await db.select().from(clusters).where(eq(clusters.id, id));
    if (!cluster) throw notFound("no-cluster");
    return { projectId: null, cluster };
  },
  prepare: async (ctx, input, { cluster }) => {
    const account = await openAccount(ctx.db, cluster.cloudAccountId);
    const aws = account.kind === "aws" ? { aws: account.aws(cluster.region) } : {};
    const session = await clusterTypeOf(cluster.type).connect(input.config, input.credential ?? undefined, {
      cluster: cluster.name,
      ...aws,
    });
    try {
      const uid = await session.uid();
      if (uid !== cluster.uid) throw refused("cluster-answers-as-another", { name: cluster.name, uid });
    } finally {
      session.close();
    }
  },
  run: async ({ tx, input: { id, config, credential } }) => {
    const sealedCredential = credential ? sealCredential(credential, id) : null;
    await tx
      .update(clusters)
      .set({ config, sealedCredential, version: sql`${clusters.version} + 1` })
      .where(eq(clusters.id, id));
    return { id };
  },
  audit: ({ id, config }) => ({ id, config }),
});
