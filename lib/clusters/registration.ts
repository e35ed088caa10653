import { asc, eq } from "drizzle-orm";
import { z } from "zod";
import { cloudAccounts, cloudResources } from "#db/schema/cloud.ts";
import { listClusters } from "#lib/aws/eks.ts";
import { openAccount } from "#lib/cloud/open-account.ts";
import { invalid } from "#lib/platform/errors.ts";
import { defineQuery } from "#lib/platform/query.ts";

/** What a cluster can be registered with: the accounts, each with its buckets for logs. */
export const registrationChoices = defineQuery({
  name: "cluster.registration",
  input: z.strictObject({}),
  permission: "cluster:write",
  target: async () => ({ projectId: null }),
  run: async ({ db }) => {
    const [accounts, buckets] = await Promise.all([
      db
        .select({
          id: cloudAccounts.id,
          name: cloudAccounts.name,
          kind: cloudAccounts.kind,
          config: cloudAccounts.config,
        })
        .from(cloudAccounts)
        .orderBy(asc(cloudAccounts.name)),
      db
        .select({
          id: cloudResources.id,
          accountId: cloudResources.cloudAccountId,
          name: cloudResources.name,
          region: cloudResources.region,
          residency: cloudResources.residency,
          ownerProjectId: cloudResources.ownerProjectId,
        })
        .from(cloudResources)
        .where(eq(cloudResources.kind, "bucket"))
        .orderBy(asc(cloudResources.name)),
    ]);
    return {
      accounts: accounts.map(({ config, ...account }) => ({ ...account, region: regionOf(config) })),
      // A project's own bucket is no place for the logs of all.
      buckets: buckets
        .filter(({ ownerProjectId }) => ownerProjectId === null)
        .map(({ ownerProjectId: _, ...rest }) => rest),
    };
  },
});

function regionOf(config: Record<string, unknown>): string {
  const { region, s3 } = config as { region?: string; s3?: { region?: string } };
  return region ?? s3?.region ?? "";
}

/** The EKS clusters of an account in a region, as AWS lists them. Where Slipway's identity may not list them, the failure says so. */
export const listEksClusters = defineQuery({
  name: "cluster.list-eks",
  input: z.strictObject({ cloudAccountId: z.uuid(), region: z.string().regex(/^[a-z]{2}(-[a-z]+)+-\d$/) }),
  permission: "cluster:write",
  target: async () => ({ projectId: null }),
  run: async ({ db, input }) => {
    const account = await openAccount(db, input.cloudAccountId);
    if (account.kind !== "aws") throw invalid("account-not-aws");
    return listClusters(account.aws(input.region));
  },
});
