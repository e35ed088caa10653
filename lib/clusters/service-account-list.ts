import { and, count, eq, inArray, ne, type SQL } from "drizzle-orm";
import { z } from "zod";
import type { Database } from "#db/client.ts";
import { serviceAccountBindings } from "#db/schema/cloud.ts";
import { clusters, namespaces, serviceAccounts } from "#db/schema/clusters.ts";
import { projects } from "#db/schema/people.ts";
import { ListInput, orderOf, pageOf, searchIn } from "#lib/platform/page.ts";
import { defineQuery } from "#lib/platform/query.ts";

const Input = ListInput.extend({
  clusterId: z.uuid().nullable().default(null),
  projectId: z.uuid().nullable().default(null),
  /** Those alone that were last seen to be absent, or other than registered. */
  drift: z.boolean().default(false),
});

const sortable = {
  name: serviceAccounts.name,
  cluster: clusters.name,
  namespace: namespaces.name,
  project: projects.slug,
  observed: serviceAccounts.observed,
};

/** The service accounts of all projects, as registered and as they were last seen in their clusters. */
export const listServiceAccounts = defineQuery({
  name: "service-account.list",
  input: Input,
  permission: "cluster:read",
  target: async () => ({ projectId: null }),
  run: async ({ db, input }) => {
    const where = whereOf(input);
    const [rows, [counted]] = await Promise.all([
      selectRows(db, where, orderOf(input.sort, sortable, serviceAccounts.id), pageOf(input)),
      db
        .select({ total: count() })
        .from(serviceAccounts)
        .innerJoin(namespaces, eq(namespaces.id, serviceAccounts.namespaceId))
        .innerJoin(projects, eq(projects.id, serviceAccounts.projectId))
        .where(where),
    ]);
    return { rows, total: counted?.total ?? 0 };
  },
});
export type ServiceAccountRow = Awaited<ReturnType<typeof selectRows>>[number];

function whereOf({ clusterId, projectId, drift, search }: z.output<typeof Input>): SQL | undefined {
  const { name, roleArn, accessKeySecret } = serviceAccounts;
  return and(
    clusterId ? eq(serviceAccounts.clusterId, clusterId) : undefined,
    projectId ? eq(serviceAccounts.projectId, projectId) : undefined,
    drift ? ne(serviceAccounts.observed, "same") : undefined,
    searchIn(search, [name, namespaces.name, projects.slug, roleArn, accessKeySecret]),
  );
}

/** The rows of one page; their bindings are counted for these alone, not for all that come before them. */
async function selectRows(
  db: Database,
  where: SQL | undefined,
  order: SQL[],
  { limit, offset }: { limit: number; offset: number },
) {
  const rows = await db
    .select({
      id: serviceAccounts.id,
      name: serviceAccounts.name,
      cluster: { id: clusters.id, name: clusters.name, type: clusters.type, residency: clusters.residency },
      namespace: namespaces.name,
      project: { id: projects.id, slug: projects.slug, name: projects.name },
      roleArn: serviceAccounts.roleArn,
      roleBy: serviceAccounts.roleBy,
      accessKeySecret: serviceAccounts.accessKeySecret,
      vaultRole: serviceAccounts.vaultRole,
      observed: serviceAccounts.observed,
      observedAt: serviceAccounts.observedAt,
      version: serviceAccounts.version,
    })
    .from(serviceAccounts)
    .innerJoin(clusters, eq(clusters.id, serviceAccounts.clusterId))
    .innerJoin(namespaces, eq(namespaces.id, serviceAccounts.namespaceId))
    .innerJoin(projects, eq(projects.id, serviceAccounts.projectId))
    .where(where)
    .orderBy(...order)
    .limit(limit)
    .offset(offset);
  const { serviceAccountId } = serviceAccountBindings;
  const counted = await db
    .select({ id: serviceAccountId, bindings: count() })
    .from(serviceAccountBindings)
    .where(
      inArray(
        serviceAccountId,
        rows.map(({ id }) => id),
      ),
    )
    .groupBy(serviceAccountId);
  const bindings = new Map(counted.map((row) => [row.id, row.bindings]));
  return rows.map((row) => ({ ...row, bindings: bindings.get(row.id) ?? 0 }));
}
