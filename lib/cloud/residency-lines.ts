import { and, asc, eq, ne, sql } from "drizzle-orm";
import { z } from "zod";
import { cloudResources, residencyRules, serviceAccountBindings } from "#db/schema/cloud.ts";
import { clusters, serviceAccounts } from "#db/schema/clusters.ts";
import { stillHolds } from "#lib/access/grants.ts";
import { defineCommand } from "#lib/platform/command.ts";
import { notFound } from "#lib/platform/errors.ts";
import { defineQuery } from "#lib/platform/query.ts";
import { Residency } from "./register-resource.ts";

/** The lines that data may cross, with how many bindings of buckets do, and every residency there is to draw one between. */
export const listLines = defineQuery({
  name: "residency.list",
  input: z.strictObject({}),
  permission: "cluster:read",
  target: async () => ({ projectId: null }),
  run: async ({ db }) => {
    const [lines, crossings, ofClusters, ofResources] = await Promise.all([
      db.select().from(residencyRules).orderBy(asc(residencyRules.fromResidency), asc(residencyRules.toResidency)),
      db
        .select({
          from: cloudResources.residency,
          to: clusters.residency,
          count: sql<number>`count(*)::int`,
        })
        .from(serviceAccountBindings)
        .innerJoin(cloudResources, eq(cloudResources.id, serviceAccountBindings.cloudResourceId))
        .innerJoin(serviceAccounts, eq(serviceAccounts.id, serviceAccountBindings.serviceAccountId))
        .innerJoin(clusters, eq(clusters.id, serviceAccounts.clusterId))
        .where(
          and(
            eq(cloudResources.kind, "bucket"),
            ne(cloudResources.residency, clusters.residency),
            stillHolds(serviceAccountBindings.expiresAt),
          ),
        )
        .groupBy(cloudResources.residency, clusters.residency),
      db.selectDistinct({ residency: clusters.residency }).from(clusters),
      db.selectDistinct({ residency: cloudResources.residency }).from(cloudResources),
    ]);
    return {
      lines: lines.map((line) => ({
        from: line.fromResidency,
        to: line.toResidency,
        reason: line.reason,
        since: line.createdAt,
        bindings: crossings.find(({ from, to }) => from === line.fromResidency && to === line.toResidency)?.count ?? 0,
      })),
      residencies: [...new Set([...ofClusters, ...ofResources].map(({ residency }) => residency))].sort(),
    };
  },
});

/** Closes a line: bindings of buckets that cross it may not be used from the next request on, and come back if it is opened again. */
export const closeCrossing = defineCommand({
  name: "residency.close",
  input: z.strictObject({ from: Residency, to: Residency }),
  permission: "cluster:write",
  target: async () => ({ projectId: null }),
  run: async ({ tx, input: { from, to } }) => {
    const [gone] = await tx
      .delete(residencyRules)
      .where(and(eq(residencyRules.fromResidency, from), eq(residencyRules.toResidency, to)))
      .returning({ reason: residencyRules.reason });
    if (!gone) throw notFound("no-line");
    return gone;
  },
  audit: (input, _target, output) => ({ ...input, ...(output && { before: output, after: null }) }),
});
