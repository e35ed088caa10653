import { and, asc, eq, exists, isNull, not, or, sql } from "drizzle-orm";
import type { Database, Transaction } from "#db/client.ts";
import { cloudResources, residencyRules, serviceAccountBindings } from "#db/schema/cloud.ts";
import { keepsLogs } from "#lib/cloud/log-bucket.ts";
import type { Missing } from "#lib/platform/errors.ts";
import type { Obstacle } from "./explain-placement.ts";

type Cluster = { name: string; residency: string; accountId: string };

/** Of a cluster's cloud account, what the project may know of, each with whether its service account there may use it and if not why. */
export async function loadResourceOptions(
  db: Database | Transaction,
  projectId: string,
  cluster: Cluster,
  serviceAccountId: string | null,
) {
  const bound = db
    .select({ id: serviceAccountBindings.cloudResourceId })
    .from(serviceAccountBindings)
    .where(eq(serviceAccountBindings.serviceAccountId, serviceAccountId ?? ""));
  const rule = db
    .select({ from: residencyRules.fromResidency })
    .from(residencyRules)
    .where(
      and(
        eq(residencyRules.fromResidency, cloudResources.residency),
        eq(residencyRules.toResidency, cluster.residency),
      ),
    );
  const rows = await db
    .select({
      resource: cloudResources,
      mayEnter: sql<boolean>`${cloudResources.residency} = ${cluster.residency} or ${exists(rule)}`,
      access: serviceAccountBindings.access,
      prefix: serviceAccountBindings.prefix,
      expiresAt: serviceAccountBindings.expiresAt,
      holds: sql<boolean>`${serviceAccountBindings.id} is not null and (${serviceAccountBindings.expiresAt} is null or ${serviceAccountBindings.expiresAt} > now())`,
    })
    .from(cloudResources)
    .leftJoin(
      serviceAccountBindings,
      and(
        eq(serviceAccountBindings.cloudResourceId, cloudResources.id),
        serviceAccountId ? eq(serviceAccountBindings.serviceAccountId, serviceAccountId) : sql`false`,
      ),
    )
    .where(
      and(
        eq(cloudResources.cloudAccountId, cluster.accountId),
        // A binding opens a resource whoever owns it; unbound, another project's stays unknown.
        or(
          and(isNull(cloudResources.ownerProjectId), not(keepsLogs)),
          and(eq(cloudResources.ownerProjectId, projectId), not(keepsLogs)),
          // As an array, so that each of the three is looked up in an index.
          serviceAccountId ? sql`${cloudResources.id} = any(array(${bound}))` : undefined,
        ),
      ),
    )
    .orderBy(asc(cloudResources.name));
  const byResource = Map.groupBy(rows, (row) => row.resource.id);
  return [...byResource.values()].flatMap((bindings) => {
    const resource = bindings[0]?.resource;
    if (!resource) return [];
    const held = bindings.filter((binding) => binding.holds);
    return {
      kind: resource.kind,
      id: resource.id,
      name: resource.name,
      region: resource.region,
      residency: resource.residency,
      arn: resource.arn,
      cloudAccountId: resource.cloudAccountId,
      access: [...new Set(held.map((binding) => String(binding.access)))].sort(),
      // What may be written is not thereby open to be read.
      prefixes: held.filter(({ access }) => access !== "write").map((binding) => binding.prefix ?? ""),
      obstacle: resourceObstacle(resource, held.length > 0, bindings, cluster, serviceAccountId),
    };
  });
}

function resourceObstacle(
  resource: typeof cloudResources.$inferSelect,
  isHeld: boolean,
  bindings: { expiresAt: Date | null; mayEnter: boolean }[],
  cluster: Cluster,
  serviceAccountId: string | null,
): Obstacle | null {
  if (resource.kind === "bucket" && !bindings[0]?.mayEnter) {
    return {
      code: "residency",
      params: { name: resource.name, from: resource.residency, to: cluster.residency, cluster: cluster.name },
    };
  }
  if (isHeld) return null;
  const missing: Missing = { kind: "binding", cloudResourceId: resource.id, serviceAccountId: serviceAccountId ?? "" };
  const ended = bindings.find((binding) => binding.expiresAt)?.expiresAt;
  return ended
    ? { code: "binding-ended", params: { name: resource.name, at: ended.toISOString() }, missing }
    : { code: "not-bound", params: { name: resource.name }, missing };
}
