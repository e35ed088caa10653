import { eq } from "drizzle-orm";
import { cloudAccounts } from "#db/schema/cloud.ts";
import type { RequestContext } from "#lib/platform/context.ts";
import { notFound } from "#lib/platform/errors.ts";

/** The account as a command's or a query's target: the platform's, no project's. Throws `not-found`. */
export async function findAccount({ db }: RequestContext, id: string) {
  const [account] = await db
    .select({
      id: cloudAccounts.id,
      name: cloudAccounts.name,
      kind: cloudAccounts.kind,
      config: cloudAccounts.config,
      version: cloudAccounts.version,
    })
    .from(cloudAccounts)
    .where(eq(cloudAccounts.id, id));
  if (!account) throw notFound("no-cloud-account");
  return { projectId: null, account };
}
