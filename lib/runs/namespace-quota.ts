import { z } from "zod";
import { explainPlacement } from "#lib/access/explain-placement.ts";
import { readQuotas } from "#lib/clusters/find-namespaces.ts";
import { openCluster } from "#lib/clusters/open-cluster.ts";
import { initResources } from "#lib/jobs/batch-job.ts";
import { notFound, SlipwayError } from "#lib/platform/errors.ts";
import { defineQuery } from "#lib/platform/query.ts";
import { findProject } from "#lib/projects/find-project.ts";

/** How much of the quota of a namespace is used that the project may run in; null where it may not, or the cluster does not say. */
export const getNamespaceQuota = defineQuery({
  name: "namespace.quota",
  input: z.strictObject({ project: z.string(), clusterId: z.uuid(), namespaceId: z.uuid() }),
  permission: "access:read",
  target: (ctx, { project }) => findProject(ctx, project),
  run: async ({ db, input: { clusterId, namespaceId }, target }) => {
    const placement = await explainPlacement(db, {
      projectId: target.projectId,
      projectName: target.slug,
      clusterId,
      namespaceId,
    });
    const namespace = placement.namespaces.find(({ id }) => id === namespaceId);
    if (!namespace) throw notFound("no-namespace");
    // Why it may not be used, the form says already; how full it is, is not this project's to know.
    const quota = namespace.obstacle ? null : await quotaOf(db, clusterId, namespace.name);
    return { quota, init: initResources };
  },
});
export type NamespaceQuota = Extract<Awaited<ReturnType<(typeof getNamespaceQuota)["execute"]>>, { ok: true }>["data"];

async function quotaOf(db: Parameters<typeof openCluster>[0], clusterId: string, namespace: string) {
  try {
    const { session } = await openCluster(db, clusterId);
    return (await readQuotas(session, [namespace])).get(namespace) ?? null;
  } catch (error) {
    // That the cluster does not answer, the form's checks say.
    if (error instanceof SlipwayError) return null;
    throw error;
  }
}
