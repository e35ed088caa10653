import { asc, isNull } from "drizzle-orm";
import { z } from "zod";
import { clusters } from "#db/schema/clusters.ts";
import { defineQuery } from "#lib/platform/query.ts";

/** The clusters there are to choose from, by name. */
export const listClusterChoices = defineQuery({
  name: "cluster.choices",
  input: z.strictObject({}),
  permission: "cluster:read",
  target: async () => ({ projectId: null }),
  run: ({ db }) =>
    db
      .select({
        id: clusters.id,
        name: clusters.name,
        type: clusters.type,
        region: clusters.region,
        residency: clusters.residency,
      })
      .from(clusters)
      .where(isNull(clusters.retiredAt))
      .orderBy(asc(clusters.name)),
});
export type ClusterChoice = Extract<
  Awaited<ReturnType<(typeof listClusterChoices)["execute"]>>,
  { ok: true }
>["data"][number];
