import { and, eq, sql } from "drizzle-orm";
import { z } from "zod";
import { cloudAccounts } from "#db/schema/cloud.ts";
import { clusters } from "#db/schema/clusters.ts";
import { defineCommand } from "#lib/platform/command.ts";
import { conflict, invalid } from "#lib/platform/errors.ts";
import { says } from "#lib/platform/say.ts";
import { identityOf } from "./credential-identity.ts";
import { findAccountToChange } from "./find-account-to-change.ts";
import { sealCredential, withCredential } from "./open-account.ts";
import { proveAccount } from "./prove-account.ts";
import { RegisterAccountInput } from "./register-account.ts";

/**
 * Changes where an account is reached and with what, once both were found to be of it; every open session of its clusters is opened anew.
 * The credential is given again, so that it is never sent to a place it was not meant for. `conflict` where somebody changed it meanwhile.
 */
export const updateAccount = defineCommand({
  name: "cloud-account.update",
  input: z.intersection(RegisterAccountInput, z.object({ id: z.uuid() })),
  permission: "cluster:write",
  target: (ctx, { id }) => findAccountToChange(ctx, id),
  prepare: async (_ctx, { id, name, config, credential }, { account: { kind } }) => {
    if (config.kind !== kind) throw invalid("cloud-account-kind", {}, { config: says("field.another-account") });
    await proveAccount(withCredential({ id, name, kind, config }, credential));
  },
  run: async ({ tx, input: { id, name, config, credential }, target: { account } }) => {
    const sealedCredential = sealCredential(credential, id);
    const changed = await tx
      .update(cloudAccounts)
      .set({ name, config, sealedCredential, credentialSetAt: sql`now()`, version: sql`${cloudAccounts.version} + 1` })
      .where(and(eq(cloudAccounts.id, id), eq(cloudAccounts.version, account.version)))
      .returning({ id: cloudAccounts.id });
    if (changed.length === 0) throw conflict("cloud-account-edited", { name: account.name });
    await tx
      .update(clusters)
      .set({ version: sql`${clusters.version} + 1` })
      .where(eq(clusters.cloudAccountId, id));
    return { id };
  },
  audit: ({ id, name, config, credential }, target) => ({
    id,
    before: target && { name: target.account.name, config: target.account.config, ...target.identity },
    after: { name, config, ...identityOf(credential) },
  }),
});
