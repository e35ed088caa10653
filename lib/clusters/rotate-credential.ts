import { and, eq, isNull, sql } from "drizzle-orm";
import { z } from "zod";
import { clusters } from "#db/schema/clusters.ts";
import { sealCredential } from "#lib/cloud/open-account.ts";
import { defineCommand } from "#lib/platform/command.ts";
import { conflict, invalid, notFound, refused } from "#lib/platform/errors.ts";
import { reportOn } from "./cluster-report.ts";
import { type ClusterTypeName, clusterTypeNames } from "./cluster-type.ts";
import { withNewConnection } from "./connect-new.ts";

/**
 * Puts a new credential in the place of a cluster's own. It is used first: the same cluster must answer to it, and let it do all that the old
 * one is needed for. Then one row changes; what is under way goes on with the old one until it is done.
 */
export const rotateCredential = defineCommand({
  name: "cluster.rotate-credential",
  input: z.strictObject({ clusterId: z.uuid(), credential: z.record(z.string(), z.unknown()) }),
  permission: "cluster:write",
  target: async ({ db }, { clusterId }) => {
    const [cluster] = await db
      .select()
      .from(clusters)
      .where(and(eq(clusters.id, clusterId), isNull(clusters.retiredAt)));
    if (!cluster) throw notFound("no-cluster");
    return { projectId: null, cluster };
  },
  prepare: async (ctx, { credential }, { cluster }) => {
    const { name, region, cloudAccountId, config } = cluster;
    const type = clusterTypeNames.find((each): each is ClusterTypeName => each === cluster.type);
    if (type !== "datacenter") throw invalid("credential-of-account", { name });
    return withNewConnection(ctx.db, { type, region, cloudAccountId, config, credential }, name, async (session) => {
      const { uid, version, missing } = await reportOn(session);
      if (uid && uid !== cluster.uid) throw refused("cluster-answers-as-another", { name, uid });
      if (missing > 0) throw refused("rights-missing", { name, count: missing });
      return { version };
    });
  },
  run: async ({ tx, input: { clusterId, credential }, target: { cluster }, prepared }) => {
    const [changed] = await tx
      .update(clusters)
      .set({
        sealedCredential: sealCredential(credential, clusterId),
        serverVersion: prepared.version,
        problem: null,
        version: sql`${clusters.version} + 1`,
      })
      .where(and(eq(clusters.id, clusterId), eq(clusters.version, cluster.version)))
      .returning({ version: clusters.version });
    if (!changed) throw conflict("cluster-edited", { name: cluster.name });
    return { version: changed.version };
  },
  audit: ({ clusterId, credential }, target, output) => ({
    clusterId,
    cluster: target?.cluster.name,
    kind: typeof credential.kind === "string" ? credential.kind.slice(0, 40) : undefined,
    ...output,
  }),
});
