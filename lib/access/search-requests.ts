import { eq, inArray, or, type SQL, sql } from "drizzle-orm";
import type { Database } from "#db/client.ts";
import { cloudResources } from "#db/schema/cloud.ts";
import { clusters, namespaces, serviceAccounts } from "#db/schema/clusters.ts";
import { projects, users } from "#db/schema/people.ts";
import { accessRequests } from "#db/schema/requests.ts";
import { searchIn } from "#lib/platform/page.ts";
import { askedId } from "./request-rows.ts";

/**
 * Requests in which a name that their line shows has the text: who asks, the project, and what is asked for. On the requests alone: the
 * names are looked up first, by their own indexes, so that no request is joined that is not found. Nothing searched: undefined.
 */
export function searchRequests(db: Database, search: string): SQL | undefined {
  const asked = searchIn(search, [
    sql`${accessRequests.snapshot} ->> 'role'`,
    sql`${accessRequests.snapshot} ->> 'name'`,
  ]);
  if (!asked) return undefined;
  const inPlace = [namespaces.name, clusters.name];
  return or(
    asked,
    inArray(
      accessRequests.requesterId,
      db
        .select({ id: users.id })
        .from(users)
        .where(searchIn(search, [users.login, users.name])),
    ),
    inArray(
      accessRequests.projectId,
      db
        .select({ id: projects.id })
        .from(projects)
        .where(searchIn(search, [projects.slug])),
    ),
    inArray(
      askedId("namespaceId"),
      db
        .select({ id: namespaces.id })
        .from(namespaces)
        .innerJoin(clusters, eq(clusters.id, namespaces.clusterId))
        .where(searchIn(search, inPlace)),
    ),
    inArray(
      askedId("serviceAccountId"),
      db
        .select({ id: serviceAccounts.id })
        .from(serviceAccounts)
        .innerJoin(namespaces, eq(namespaces.id, serviceAccounts.namespaceId))
        .innerJoin(clusters, eq(clusters.id, namespaces.clusterId))
        .where(searchIn(search, [serviceAccounts.name, ...inPlace])),
    ),
    inArray(
      askedId("cloudResourceId"),
      db
        .select({ id: cloudResources.id })
        .from(cloudResources)
        .where(searchIn(search, [cloudResources.name])),
    ),
  );
}
