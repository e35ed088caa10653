import { asc, eq } from "drizzle-orm";
import { z } from "zod";
import { clusters, namespaceGrants, namespaces } from "#db/schema/clusters.ts";
import { defineQuery } from "#lib/platform/query.ts";
import { findProject } from "#lib/projects/find-project.ts";

/** Names of the clusters where a project has or had a namespace: what its runs can be filtered by. */
export const listRunClusters = defineQuery({
  name: "run.list-clusters",
  input: z.strictObject({ project: z.string() }),
  permission: "run:read",
  target: (ctx, { project }) => findProject(ctx, project),
  run: async ({ db, target }) => {
    const rows = await db
      .selectDistinct({ name: clusters.name })
      .from(clusters)
      .innerJoin(namespaces, eq(namespaces.clusterId, clusters.id))
      .innerJoin(namespaceGrants, eq(namespaceGrants.namespaceId, namespaces.id))
      .where(eq(namespaceGrants.projectId, target.projectId))
      .orderBy(asc(clusters.name));
    return rows.map(({ name }) => name);
  },
});
