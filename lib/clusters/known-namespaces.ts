import { asc, eq, sql } from "drizzle-orm";
import { alias } from "drizzle-orm/pg-core";
import type { Database } from "#db/client.ts";
import { namespaceGrants, namespaces } from "#db/schema/clusters.ts";
import { projects } from "#db/schema/people.ts";
import { runs } from "#db/schema/runs.ts";

export type NamespaceGrant = {
  projectId: string;
  slug: string;
  expiresAt: Date | null;
  hasEnded: boolean;
  /** Runs of the project that are under way there. */
  activeRuns: number;
};
export type KnownNamespace = {
  id: string;
  name: string;
  owner: { id: string; slug: string } | null;
  grants: NamespaceGrant[];
};

/** What Slipway knows of the namespaces of a cluster: whose each is, and which projects may run there until when. */
export async function knownNamespaces(db: Database, clusterId: string): Promise<KnownNamespace[]> {
  const owners = alias(projects, "owners");
  const rows = await db
    .select({
      id: namespaces.id,
      name: namespaces.name,
      owner: { id: owners.id, slug: owners.slug },
      grant: {
        projectId: namespaceGrants.projectId,
        slug: projects.slug,
        expiresAt: namespaceGrants.expiresAt,
        hasEnded: sql<boolean>`coalesce(${namespaceGrants.expiresAt} <= now(), false)`,
      },
      activeRuns: sql<number>`(select count(*)::int from ${runs} where ${runs.clusterId} = ${namespaces.clusterId} and ${runs.namespaceId} = ${namespaces.id} and ${runs.projectId} = ${namespaceGrants.projectId} and ${runs.state} in ('queued', 'submitting', 'pending', 'running'))`,
    })
    .from(namespaces)
    .leftJoin(owners, eq(owners.id, namespaces.ownerProjectId))
    .leftJoin(namespaceGrants, eq(namespaceGrants.namespaceId, namespaces.id))
    .leftJoin(projects, eq(projects.id, namespaceGrants.projectId))
    .where(eq(namespaces.clusterId, clusterId))
    .orderBy(asc(namespaces.name), asc(projects.slug));
  return [...Map.groupBy(rows, (row) => row.id)].map(([id, [first, ...more]]) => ({
    id,
    name: first?.name ?? "",
    owner: first?.owner ?? null,
    grants: [first, ...more].flatMap((row) => {
      const { projectId, slug, expiresAt, hasEnded } = row?.grant ?? {};
      if (!row || !projectId) return [];
      return [
        {
          projectId,
          slug: slug ?? "",
          expiresAt: expiresAt ?? null,
          hasEnded: hasEnded ?? false,
          activeRuns: row.activeRuns,
        },
      ];
    }),
  }));
}
