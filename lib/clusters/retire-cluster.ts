import { and, eq, isNull, sql } from "drizzle-orm";
import { z } from "zod";
import { clusters } from "#db/schema/clusters.ts";
import { defineCommand } from "#lib/platform/command.ts";
import { invalid, notFound, refused } from "#lib/platform/errors.ts";
import { says } from "#lib/platform/say.ts";
import { activeRunsOf } from "./cluster-uses.ts";

/**
 * Takes a cluster out of use: nothing is launched there any more, no worker follows it, and its credential is forgotten. Its runs, their logs
 * and what was granted stay to be read. Refused while a run is under way there, with those runs named.
 */
export const retireCluster = defineCommand({
  name: "cluster.retire",
  input: z.strictObject({ clusterId: z.uuid(), name: z.string().max(63) }),
  permission: "cluster:write",
  target: async ({ db }, { clusterId }) => {
    const [cluster] = await db
      .select({ id: clusters.id, name: clusters.name })
      .from(clusters)
      .where(and(eq(clusters.id, clusterId), isNull(clusters.retiredAt)));
    if (!cluster) throw notFound("no-cluster");
    return { projectId: null, cluster };
  },
  run: async ({ tx, input: { name }, target: { cluster } }) => {
    if (name !== cluster.name)
      throw invalid("retire-by-name", { name: cluster.name }, { name: says("field.not-its-name") });
    // A run that is being inserted holds its cluster's row (foreign key): it is waited for here, and seen below.
    const [locked] = await tx
      .select({ id: clusters.id })
      .from(clusters)
      .where(and(eq(clusters.id, cluster.id), isNull(clusters.retiredAt)))
      .for("update");
    if (!locked) throw notFound("no-cluster");
    const active = await activeRunsOf(tx, cluster.id);
    if (active.length > 0)
      throw refused("runs-under-way", { count: active.length, cluster: cluster.name, runs: namesOf(active) });
    await tx
      .update(clusters)
      .set({ retiredAt: sql`now()`, sealedCredential: null, problem: null, version: sql`${clusters.version} + 1` })
      .where(eq(clusters.id, cluster.id));
    return { id: cluster.id };
  },
  audit: ({ clusterId }, target) => ({
    clusterId,
    cluster: target?.cluster.name,
    before: { retired: false },
    after: { retired: true },
  }),
});

const namesOf = (active: { project: string; job: string }[]): string => {
  const names = active.slice(0, 5).map(({ project, job }) => `${project} / ${job}`);
  return active.length > 5 ? `${names.join(", ")} and ${active.length - 5} more` : names.join(", ");
};
