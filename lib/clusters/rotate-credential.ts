import { and, eq, sql } from "drizzle-orm";
import { z } from "zod";
import { clusters } from "#db/schema/clusters.ts";
import { openCredential, sealCredential } from "#lib/cloud/open-account.ts";
import { defineCommand } from "#lib/platform/command.ts";
import { conflict, invalid, refused } from "#lib/platform/errors.ts";
import { reportOn } from "./cluster-report.ts";
import { credentialKind, findReached, refuseOtherUid, withNewConnection } from "./connect-new.ts";

/**
 * Puts a new credential in the place of a cluster's own. It is used first: the same cluster must answer to it, and let it do all that the old
 * one is needed for. Then one row changes; what is under way goes on with the old one until it is done.
 */
export const rotateCredential = defineCommand({
  name: "cluster.rotate-credential",
  input: z.strictObject({ clusterId: z.uuid(), credential: z.record(z.string(), z.unknown()) }),
  permission: "cluster:write",
  target: async ({ db }, { clusterId }) => {
    const cluster = await findReached(db, clusterId);
    return { projectId: null, cluster, kind: storedKind(cluster.sealedCredential, clusterId) };
  },
  prepare: async (ctx, { credential }, { cluster }) => {
    const { name, type } = cluster;
    if (type !== "datacenter") throw invalid("credential-of-account", { name });
    return withNewConnection(ctx.db, { ...cluster, credential }, name, async (session) => {
      const { uid, version, missing } = await reportOn(session);
      if (uid) refuseOtherUid(cluster, uid);
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
  audit: ({ clusterId, credential }, target) => ({
    clusterId,
    cluster: target?.cluster.name,
    before: target && { credential: target.kind, version: target.cluster.version },
    after: target && { credential: credentialKind(credential), version: target.cluster.version + 1 },
  }),
});

/** Of a credential that no configured key opens nothing is known: another in its place is the way out. */
function storedKind(sealed: string | null, clusterId: string): string | null {
  try {
    return credentialKind(openCredential(sealed, clusterId));
  } catch {
    return null;
  }
}
