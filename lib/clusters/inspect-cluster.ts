import { eq } from "drizzle-orm";
import { z } from "zod";
import { clusters } from "#db/schema/clusters.ts";
import { notFound } from "#lib/platform/errors.ts";
import { defineQuery } from "#lib/platform/query.ts";
import { reportOn } from "./cluster-report.ts";
import { openCluster } from "./open-cluster.ts";

/** What a registered cluster says at this moment: its version, namespaces, and what Slipway may do there. Nothing of one that is retired. */
export const inspectCluster = defineQuery({
  name: "cluster.inspect",
  input: z.strictObject({ clusterId: z.uuid() }),
  permission: "cluster:read",
  target: async ({ db }, { clusterId }) => {
    const [cluster] = await db
      .select({ id: clusters.id, retiredAt: clusters.retiredAt })
      .from(clusters)
      .where(eq(clusters.id, clusterId));
    if (!cluster) throw notFound("no-cluster");
    return { projectId: null, cluster };
  },
  run: async ({ db, target: { cluster } }) =>
    cluster.retiredAt ? null : reportOn((await openCluster(db, cluster.id)).session),
});
