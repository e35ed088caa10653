import { eq } from "drizzle-orm";
import { cloudResources } from "#db/schema/cloud.ts";
import type { RequestContext } from "#lib/platform/context.ts";
import { notFound } from "#lib/platform/errors.ts";

/** The resource as a command's or a query's target: mapping is the platform's, whoever owns it. Throws `not-found`. */
export async function findResource({ db }: RequestContext, resourceId: string) {
  const [resource] = await db.select().from(cloudResources).where(eq(cloudResources.id, resourceId));
  if (!resource) throw notFound("no-resource");
  return { projectId: null, resource };
}
