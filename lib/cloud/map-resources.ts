import { inArray } from "drizzle-orm";
import { z } from "zod";
import { cloudResources } from "#db/schema/cloud.ts";
import { projects } from "#db/schema/people.ts";
import { defineCommand } from "#lib/platform/command.ts";
import { conflict, notFound } from "#lib/platform/errors.ts";
import { findAccount } from "./find-account.ts";
import { lookUpResources } from "./look-up-resources.ts";
import { openAccount } from "./open-account.ts";
import { Residency } from "./register-resource.ts";

export const ResourceKind = z.enum(["bucket", "image-repository", "secret"]);

/**
 * Maps several things of one account into Slipway, all or none, each with the residency of its data and the project that decides about it.
 * Each is looked up in the account first; its ARN is what the account says.
 */
export const mapResources = defineCommand({
  name: "cloud-resource.map",
  input: z.strictObject({
    cloudAccountId: z.uuid(),
    resources: z
      .array(
        z.strictObject({
          kind: ResourceKind,
          name: z.string().trim().min(1).max(512),
          region: z.string().min(1).max(63),
          residency: Residency,
          ownerProjectId: z.uuid().nullable().default(null),
        }),
      )
      .min(1)
      .max(200),
  }),
  permission: "cluster:write",
  target: (ctx, { cloudAccountId }) => findAccount(ctx, cloudAccountId),
  prepare: async ({ db }, { cloudAccountId, resources }) =>
    lookUpResources(await openAccount(db, cloudAccountId), resources),
  run: async ({ tx, input: { cloudAccountId }, prepared }) => {
    const owners = [...new Set(prepared.flatMap(({ ownerProjectId }) => ownerProjectId ?? []))];
    const known = owners.length > 0 ? await tx.select().from(projects).where(inArray(projects.id, owners)) : [];
    if (known.length < owners.length) throw notFound("no-owner-project");
    const rows = prepared.map(({ isSeen: _, ...resource }) => ({ ...resource, cloudAccountId }));
    const mapped = await tx
      .insert(cloudResources)
      .values(rows)
      .onConflictDoNothing()
      .returning({ id: cloudResources.id, name: cloudResources.name });
    const taken = rows.find(({ name }) => !mapped.some((one) => one.name === name));
    if (taken || mapped.length < rows.length)
      throw taken ? conflict("resource-mapped", { name: taken.name }) : conflict("resources-mapped");
    return {
      ids: mapped.map(({ id }) => id),
      unseen: prepared.filter(({ isSeen }) => !isSeen).map(({ name }) => name),
    };
  },
  audit: ({ cloudAccountId, resources }, target, output) => ({
    cloudAccountId,
    account: target?.account.name,
    resources,
    ...output,
  }),
});
