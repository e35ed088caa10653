import { eq } from "drizzle-orm";
import { z } from "zod";
import { cloudResources, serviceAccountBindings } from "#db/schema/cloud.ts";
import { defineCommand } from "#lib/platform/command.ts";
import { refused } from "#lib/platform/errors.ts";
import { findResource } from "./find-resource.ts";
import { logsKeptIn, usesOf, usesSaid } from "./resource-use.ts";

/** Takes a resource out of Slipway; in its account nothing changes. Refused while somebody uses it: who, is said. */
export const unmapResource = defineCommand({
  name: "cloud-resource.unmap",
  input: z.strictObject({ resourceId: z.uuid() }),
  permission: "cluster:write",
  target: (ctx, { resourceId }) => findResource(ctx, resourceId),
  run: async ({ tx, input: { resourceId }, target: { resource } }) => {
    await tx
      .select({ id: cloudResources.id })
      .from(cloudResources)
      .where(eq(cloudResources.id, resourceId))
      .for("update");
    const [uses, logsOf] = [await usesOf(tx, resourceId), await logsKeptIn(tx, resourceId)];
    if (uses.length > 0) throw refused("resource-bound", { name: resource.name, uses: usesSaid(uses) });
    if (logsOf.length > 0) throw refused("resource-keeps-logs", { name: resource.name, clusters: logsOf });
    // Those that ended by themselves open nothing any more.
    await tx.delete(serviceAccountBindings).where(eq(serviceAccountBindings.cloudResourceId, resourceId));
    await tx.delete(cloudResources).where(eq(cloudResources.id, resourceId));
    return {};
  },
  audit: ({ resourceId }, target) => ({
    resourceId,
    before: target && {
      kind: target.resource.kind,
      name: target.resource.name,
      cloudAccountId: target.resource.cloudAccountId,
      residency: target.resource.residency,
      ownerProjectId: target.resource.ownerProjectId,
    },
    after: null,
  }),
});
