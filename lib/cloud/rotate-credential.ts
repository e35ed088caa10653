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
import { AwsCredential, DatacenterCredential } from "./schema.ts";

/**
 * Gives an account another credential, once it was found to be of this very account. There is no gap: until the row changes the old one is
 * used, from then on the new one, and the old one stays good at its account until it is turned off there.
 */
export const rotateCredential = defineCommand({
  name: "cloud-account.rotate",
  input: z.strictObject({
    id: z.uuid(),
    /** The version of the account that was seen; another since then is a conflict. */
    version: z.int().optional(),
    credential: z.union([DatacenterCredential, AwsCredential]),
  }),
  permission: "cluster:write",
  target: (ctx, { id }) => findAccountToChange(ctx, id),
  prepare: async (_ctx, { credential }, { account }) => {
    const fitting = (account.kind === "aws" ? AwsCredential : DatacenterCredential).safeParse(credential);
    if (!fitting.success) throw invalid("credential-other-kind", {}, { credential: says("field.other-kind") });
    await proveAccount(withCredential(account, fitting.data));
  },
  run: async ({ tx, input: { id, version, credential }, target: { account } }) => {
    const changed = await tx
      .update(cloudAccounts)
      .set({
        sealedCredential: sealCredential(credential, id),
        credentialSetAt: sql`now()`,
        version: sql`${cloudAccounts.version} + 1`,
      })
      .where(and(eq(cloudAccounts.id, id), eq(cloudAccounts.version, version ?? account.version)))
      .returning({ version: cloudAccounts.version });
    if (changed.length === 0) throw conflict("cloud-account-edited", { name: account.name });
    await tx
      .update(clusters)
      .set({ version: sql`${clusters.version} + 1` })
      .where(eq(clusters.cloudAccountId, id));
    return { id };
  },
  audit: ({ id, credential }, target) => ({
    id,
    name: target?.account.name,
    before: target && { ...target.identity, version: target.account.version },
    after: target && { ...identityOf(credential), version: target.account.version + 1 },
  }),
});
