import { and, eq } from "drizzle-orm";
import { z } from "zod";
import { clusters, namespaceGrants, namespaces } from "#db/schema/clusters.ts";
import { projects } from "#db/schema/people.ts";
import { defineCommand } from "#lib/platform/command.ts";
import { userIdOf } from "#lib/platform/context.ts";
import { notFound } from "#lib/platform/errors.ts";
import { writeNamespaceGrant } from "./write-namespace-grant.ts";

export const GrantNamespaceInput = z.strictObject({
  clusterId: z.uuid(),
  namespace: z.string().regex(/^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/),
  projectId: z.uuid(),
  expiresAt: z.coerce.date().nullable().default(null),
});

/** Lets a project run in a namespace, until a moment or for good; the namespace is registered with its first grant. */
export const grantNamespace = defineCommand({
  name: "namespace.grant",
  input: GrantNamespaceInput,
  permission: "cluster:write",
  target: async ({ db }, { clusterId, projectId }) => {
    const [[cluster], [project]] = await Promise.all([
      db.select({ id: clusters.id }).from(clusters).where(eq(clusters.id, clusterId)),
      db.select({ id: projects.id }).from(projects).where(eq(projects.id, projectId)),
    ]);
    if (!cluster) throw notFound("no-cluster");
    if (!project) throw notFound("no-such-project");
    return { projectId };
  },
  run: async ({ tx, actor, input: { clusterId, namespace, projectId, expiresAt } }) => {
    const [row] = await tx
      .insert(namespaces)
      .values({ clusterId, name: namespace })
      .onConflictDoUpdate({ target: [namespaces.clusterId, namespaces.name], set: { name: namespace } })
      .returning({ id: namespaces.id });
    const namespaceId = row?.id ?? "";
    const grant = { namespaceId, projectId, expiresAt, grantedBy: userIdOf(actor) };
    return { namespaceId, ...(await writeNamespaceGrant(tx, grant, { keepsLonger: false })) };
  },
  audit: (input, _target, output) => ({ ...input, expiresAt: input.expiresAt?.toISOString() ?? null, ...output }),
});

/** Takes a namespace from a project: it holds at the next request and at the next dispatch. */
export const revokeNamespace = defineCommand({
  name: "namespace.revoke",
  input: z.strictObject({ namespaceId: z.uuid(), projectId: z.uuid() }),
  permission: "cluster:write",
  target: async (_ctx, { projectId }) => ({ projectId }),
  run: async ({ tx, input: { namespaceId, projectId } }) => {
    const gone = await tx
      .delete(namespaceGrants)
      .where(and(eq(namespaceGrants.namespaceId, namespaceId), eq(namespaceGrants.projectId, projectId)))
      .returning({ projectId: namespaceGrants.projectId, expiresAt: namespaceGrants.expiresAt });
    if (gone.length === 0) throw notFound("no-grant");
    return { before: gone, after: [] };
  },
  audit: (input, _target, output) => ({ ...input, ...output }),
});
