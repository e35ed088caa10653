import { eq, sql } from "drizzle-orm";
import { z } from "zod";
import { cloudAccounts } from "#db/schema/cloud.ts";
import { clusters } from "#db/schema/clusters.ts";
import { defineCommand } from "#lib/platform/command.ts";
import { invalid, notFound } from "#lib/platform/errors.ts";
import { says } from "#lib/platform/say.ts";
import { sealCredential, withCredential } from "./open-account.ts";
import { proveAccount } from "./prove-account.ts";
import { RegisterAccountInput } from "./register-account.ts";

/**
 * Changes where an account is reached and with what, once both were found to be of it; every open session of its clusters is opened anew.
 * The credential is given again, so that it is never sent to a place it was not meant for.
 */
export const updateAccount = defineCommand({
  name: "cloud-account.update",
  input: z.intersection(RegisterAccountInput, z.object({ id: z.uuid() })),
  permission: "cluster:write",
  target: async ({ db }, { id }) => {
    const [account] = await db.select({ kind: cloudAccounts.kind }).from(cloudAccounts).where(eq(cloudAccounts.id, id));
    if (!account) throw notFound("no-cloud-account");
    return { projectId: null, kind: account.kind };
  },
  prepare: async (_ctx, { id, name, config, credential }, { kind }) => {
    if (config.kind !== kind) throw invalid("cloud-account-kind", {}, { config: says("field.another-account") });
    await proveAccount(withCredential({ id, name, kind, config }, credential));
  },
  run: async ({ tx, input: { id, name, config, credential } }) => {
    const sealedCredential = sealCredential(credential, id);
    await tx
      .update(cloudAccounts)
      .set({ name, config, sealedCredential, credentialSetAt: sql`now()`, version: sql`${cloudAccounts.version} + 1` })
      .where(eq(cloudAccounts.id, id));
    await tx
      .update(clusters)
      .set({ version: sql`${clusters.version} + 1` })
      .where(eq(clusters.cloudAccountId, id));
    return { id };
  },
  audit: ({ id, name, config }) => ({ id, name, config }),
});
