import { and, eq, sql } from "drizzle-orm";
import { z } from "zod";
import { clusters } from "#db/schema/clusters.ts";
import { sealCredential } from "#lib/cloud/open-account.ts";
import { defineCommand } from "#lib/platform/command.ts";
import { conflict } from "#lib/platform/errors.ts";
import { configWords, findReached, NewConnection, refuseOtherUid, withNewConnection } from "./connect-new.ts";

/**
 * Changes how a cluster is reached, once what answers there is the cluster that was registered. The credential is given anew: the one that is
 * kept is never sent to an address that it was not given for. `conflict` where somebody changed the connection meanwhile.
 */
export const updateCluster = defineCommand({
  name: "cluster.update",
  input: NewConnection.pick({ config: true, credential: true }).extend({ id: z.uuid() }),
  permission: "cluster:write",
  target: async ({ db }, { id }) => ({ projectId: null, cluster: await findReached(db, id) }),
  prepare: async (ctx, { config, credential }, { cluster }) =>
    withNewConnection(ctx.db, { ...cluster, config, credential }, cluster.name, async (session) => {
      refuseOtherUid(cluster, await session.uid());
      return { version: await session.version() };
    }),
  run: async ({ tx, input: { id, config, credential }, target: { cluster }, prepared }) => {
    const [changed] = await tx
      .update(clusters)
      .set({
        config,
        sealedCredential: credential ? sealCredential(credential, id) : null,
        serverVersion: prepared.version,
        problem: null,
        version: sql`${clusters.version} + 1`,
      })
      .where(and(eq(clusters.id, id), eq(clusters.version, cluster.version)))
      .returning({ id: clusters.id });
    if (!changed) throw conflict("cluster-edited", { name: cluster.name });
    return changed;
  },
  audit: ({ id, config, credential }, target) => ({
    id,
    name: target?.cluster.name,
    before: target && reachedBy(target.cluster.config, target.cluster.sealedCredential !== null),
    after: reachedBy(config, credential !== null),
  }),
});

const reachedBy = (config: Record<string, unknown>, hasCredential: boolean) => ({
  ...configWords(config),
  hasCredential,
});
