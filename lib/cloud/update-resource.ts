import { eq } from "drizzle-orm";
import { z } from "zod";
import { cloudResources } from "#db/schema/cloud.ts";
import { projects } from "#db/schema/people.ts";
import { moveWaitingRequests } from "#lib/access/move-waiting-requests.ts";
import { defineCommand } from "#lib/platform/command.ts";
import { notFound, refused } from "#lib/platform/errors.ts";
import { findResource } from "./find-resource.ts";
import { Residency } from "./register-resource.ts";
import { keptOut, usesOf, usesSaid } from "./resource-use.ts";

/**
 * Says anew whose a resource is and where its data counts as. A residency from which data may not go where the bucket is used closes those
 * uses: it is refused by name, unless as many as there are were seen and accepted. Requests that wait are the new owner's to decide.
 */
export const updateResource = defineCommand({
  name: "cloud-resource.update",
  input: z.strictObject({
    resourceId: z.uuid(),
    residency: Residency,
    ownerProjectId: z.uuid().nullable().default(null),
    /** How many bindings the admin saw that the residency would close. */
    closes: z.int().min(0).default(0),
  }),
  permission: "cluster:write",
  target: (ctx, { resourceId }) => findResource(ctx, resourceId),
  run: async ({ tx, input: { resourceId, residency, ownerProjectId, closes }, target: { resource } }) => {
    // Locked, so that no binding comes in between.
    await tx
      .select({ id: cloudResources.id })
      .from(cloudResources)
      .where(eq(cloudResources.id, resourceId))
      .for("update");
    const out = await keptOut(tx, resource.kind, residency, await usesOf(tx, resourceId));
    // What was closed before is not closed by this.
    const before = await keptOut(tx, resource.kind, resource.residency, out);
    const closed = out.filter((use) => !before.includes(use));
    if (closed.length !== closes)
      throw closed.length === 0
        ? refused("closes-none", { name: resource.name })
        : refused("closes-uses", {
            residency: residency.toUpperCase(),
            uses: usesSaid(closed),
            count: closed.length,
          });
    if (ownerProjectId) {
      const [owner] = await tx.select({ id: projects.id }).from(projects).where(eq(projects.id, ownerProjectId));
      if (!owner) throw notFound("no-owner-project");
    }
    await tx.update(cloudResources).set({ residency, ownerProjectId }).where(eq(cloudResources.id, resourceId));
    const moved = await moveWaitingRequests(tx, { cloudResourceId: resourceId }, ownerProjectId);
    return { closed: closed.map(({ bindingId }) => bindingId), moved };
  },
  audit: ({ resourceId, residency, ownerProjectId }, target, output) => ({
    resourceId,
    resource: target?.resource.name,
    before: target && { residency: target.resource.residency, ownerProjectId: target.resource.ownerProjectId },
    after: { residency, ownerProjectId },
    closed: output?.closed ?? [],
    requestsMoved: output?.moved ?? [],
  }),
});
