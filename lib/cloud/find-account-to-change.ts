import { eq } from "drizzle-orm";
import { cloudAccounts } from "#db/schema/cloud.ts";
import type { RequestContext } from "#lib/platform/context.ts";
import { notFound } from "#lib/platform/errors.ts";
import { storedIdentity } from "./credential-identity.ts";

/** The account as the target of a change to it, with how it is signed in to until then. Throws `not-found`. */
export async function findAccountToChange({ db }: RequestContext, id: string) {
  const [row] = await db.select().from(cloudAccounts).where(eq(cloudAccounts.id, id));
  if (!row) throw notFound("no-cloud-account");
  const { name, kind, config, version, sealedCredential } = row;
  return {
    projectId: null,
    account: { id, name, kind, config, version },
    identity: storedIdentity(sealedCredential, id),
  };
}
