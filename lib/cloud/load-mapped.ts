import { and, eq, isNotNull } from "drizzle-orm";
import type { Database } from "#db/client.ts";
import { cloudResources } from "#db/schema/cloud.ts";
import { clusters, serviceAccounts } from "#db/schema/clusters.ts";
import { partitionOf } from "#lib/aws/portal-policy.ts";
import type { Mapped } from "./account-report.ts";

const MAX_HELD = 50;

/** What an account holds in Slipway, as far as a check of its credential holds it against IAM. */
export async function loadMapped(
  db: Database,
  { id: accountId, config }: { id: string; config: Record<string, unknown> },
): Promise<Mapped> {
  const ofAccount = eq(clusters.cloudAccountId, accountId);
  const [resources, roles, used] = await Promise.all([
    db
      .select({ kind: cloudResources.kind, name: cloudResources.name, arn: cloudResources.arn })
      .from(cloudResources)
      .where(eq(cloudResources.cloudAccountId, accountId))
      .orderBy(cloudResources.id)
      .limit(1000),
    db
      .selectDistinct({ arn: serviceAccounts.roleArn })
      .from(serviceAccounts)
      .innerJoin(clusters, eq(clusters.id, serviceAccounts.clusterId))
      .where(and(ofAccount, isNotNull(serviceAccounts.roleArn)))
      .limit(MAX_HELD),
    db.select({ region: clusters.region, config: clusters.config }).from(clusters).where(ofAccount).limit(MAX_HELD),
  ]);
  const ofKind = (kind: string) => resources.filter((resource) => resource.kind === kind).slice(0, MAX_HELD);
  const arns = (kind: string) => ofKind(kind).flatMap(({ arn }) => arn ?? []);
  return {
    buckets: ofKind("bucket").map(({ name }) => name),
    repositories: arns("image-repository"),
    secrets: arns("secret"),
    roles: roles.flatMap(({ arn }) => arn ?? []),
    clusters: used.flatMap(({ region, config: { eksClusterName } }) =>
      typeof eksClusterName === "string"
        ? `arn:${partitionOf(region)}:eks:${region}:${config.accountId}:cluster/${eksClusterName}`
        : [],
    ),
  };
}
