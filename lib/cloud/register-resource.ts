import { and, eq } from "drizzle-orm";
import { z } from "zod";
import { cloudAccounts, cloudResources, residencyRules } from "#db/schema/cloud.ts";
import { defineCommand } from "#lib/platform/command.ts";
import { conflict, notFound } from "#lib/platform/errors.ts";
import type { FieldKey } from "#lib/platform/fields-said.ts";

export const Residency = z.string().regex(/^[a-z]{2,8}$/, "field.residency" satisfies FieldKey);
export const RegisterResourceInput = z.strictObject({
  cloudAccountId: z.uuid(),
  kind: z.enum(["bucket", "image-repository", "secret"]),
  name: z.string().min(1).max(512),
  arn: z.string().startsWith("arn:").max(2048).nullable().default(null),
  region: z.string().min(1).max(63),
  residency: Residency,
  ownerProjectId: z.uuid().nullable().default(null),
});

/** Maps a bucket, an image repository or a secret of a cloud account into Slipway. */
export const registerResource = defineCommand({
  name: "cloud-resource.register",
  input: RegisterResourceInput,
  permission: "cluster:write",
  target: async (ctx, { cloudAccountId }) => {
    const [account] = await ctx.db
      .select({ id: cloudAccounts.id })
      .from(cloudAccounts)
      .where(eq(cloudAccounts.id, cloudAccountId));
    if (!account) throw notFound("no-cloud-account");
    return { projectId: null };
  },
  run: async ({ tx, input }) => {
    const [resource] = await tx
      .insert(cloudResources)
      .values(input)
      .onConflictDoNothing()
      .returning({ id: cloudResources.id });
    if (!resource) throw conflict("resource-exists", { name: input.name });
    return resource;
  },
  audit: (input, _target, output) => ({ ...input, id: output?.id }),
});

/** Opens a line between two residencies: data of the first may be used where the second holds. */
export const allowCrossing = defineCommand({
  name: "residency.allow",
  input: z.strictObject({ from: Residency, to: Residency, reason: z.string().trim().min(3).max(500) }),
  permission: "cluster:write",
  target: async () => ({ projectId: null }),
  run: async ({ tx, input: { from, to, reason } }) => {
    const values = { fromResidency: from, toResidency: to, reason };
    const line = and(eq(residencyRules.fromResidency, from), eq(residencyRules.toResidency, to));
    const [before] = await tx.select({ reason: residencyRules.reason }).from(residencyRules).where(line).for("update");
    await tx
      .insert(residencyRules)
      .values(values)
      .onConflictDoUpdate({ target: [residencyRules.fromResidency, residencyRules.toResidency], set: { reason } });
    return { from, to, before: before ?? null };
  },
  audit: ({ from, to, reason }, _target, output) => ({
    from,
    to,
    ...(output ? { before: output.before, after: { reason } } : { reason }),
  }),
});
