import { and, eq } from "drizzle-orm";
import { z } from "zod";
import { clusters, namespaces } from "#db/schema/clusters.ts";
import { projects } from "#db/schema/people.ts";
import { moveWaitingRequests } from "#lib/access/move-waiting-requests.ts";
import { defineCommand } from "#lib/platform/command.ts";
import { notFound, refused } from "#lib/platform/errors.ts";
import { isSystemNamespace } from "./system-namespace.ts";

export const RegisterNamespaceInput = z.strictObject({
  clusterId: z.uuid(),
  namespace: z.string().regex(/^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/),
  /** Whose owners decide who else may run there; null: the admins. */
  ownerProjectId: z.uuid().nullable().default(null),
});

/**
 * Makes a namespace of a cluster known to Slipway, and says which project's owners decide about it, and about what waits for a decision.
 * Grants nothing by itself.
 */
export const registerNamespace = defineCommand({
  name: "namespace.register",
  input: RegisterNamespaceInput,
  permission: "cluster:write",
  target: async ({ db }, { clusterId, ownerProjectId }) => {
    const [[cluster], [owner]] = await Promise.all([
      db.select({ id: clusters.id }).from(clusters).where(eq(clusters.id, clusterId)),
      ownerProjectId ? db.select({ id: projects.id }).from(projects).where(eq(projects.id, ownerProjectId)) : [],
    ]);
    if (!cluster) throw notFound("no-cluster");
    if (ownerProjectId && !owner) throw notFound("no-such-project");
    return { projectId: null };
  },
  run: async ({ tx, input: { clusterId, namespace, ownerProjectId } }) => {
    if (isSystemNamespace(namespace)) throw refused("system-namespace", { namespace });
    const [before] = await tx
      .select({ ownerProjectId: namespaces.ownerProjectId })
      .from(namespaces)
      .where(and(eq(namespaces.clusterId, clusterId), eq(namespaces.name, namespace)))
      .for("update");
    const [row] = await tx
      .insert(namespaces)
      .values({ clusterId, name: namespace, ownerProjectId })
      .onConflictDoUpdate({ target: [namespaces.clusterId, namespaces.name], set: { ownerProjectId } })
      .returning({ id: namespaces.id });
    const namespaceId = row?.id ?? "";
    const requestsMoved = await moveWaitingRequests(tx, { namespaceId }, ownerProjectId);
    return { namespaceId, requestsMoved, before: before ?? null, after: { ownerProjectId } };
  },
  audit: ({ ownerProjectId, ...input }, _target, output) => ({ ...input, ...(output ?? { ownerProjectId }) }),
});
