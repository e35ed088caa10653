import { eq } from "drizzle-orm";
import { z } from "zod";
import { cloudAccounts } from "#db/schema/cloud.ts";
import { defineCommand } from "#lib/platform/command.ts";
import { conflict } from "#lib/platform/errors.ts";
import { sealCredential, withCredential } from "./open-account.ts";
import { proveAccount } from "./prove-account.ts";
import { AwsAccountConfig, AwsCredential, DatacenterAccountConfig, DatacenterCredential } from "./schema.ts";

const Name = z.string().regex(/^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/, "Lower-case letters, digits and dashes");
export const RegisterAccountInput = z.union([
  z.object({ name: Name, config: AwsAccountConfig, credential: AwsCredential }),
  z.object({ name: Name, config: DatacenterAccountConfig, credential: DatacenterCredential }),
]);

/** Registers an AWS account or a data centre whose credential was found to be of it; the credential is stored sealed, bound to the row. */
export const registerAccount = defineCommand({
  name: "cloud-account.register",
  input: RegisterAccountInput,
  permission: "cluster:write",
  target: async () => ({ projectId: null }),
  prepare: async (_ctx, { name, config, credential }) =>
    proveAccount(withCredential({ id: "", name, kind: config.kind, config }, credential)),
  run: async ({ tx, input: { name, config, credential } }) => {
    const [account] = await tx
      .insert(cloudAccounts)
      .values({ name, kind: config.kind, config })
      .onConflictDoNothing()
      .returning({ id: cloudAccounts.id });
    if (!account) throw conflict("cloud-account-exists", { name });
    await tx
      .update(cloudAccounts)
      .set({ sealedCredential: sealCredential(credential, account.id) })
      .where(eq(cloudAccounts.id, account.id));
    return account;
  },
  audit: ({ name, config }) => ({ name, config }),
});
