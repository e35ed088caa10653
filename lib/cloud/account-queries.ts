import { and, asc, eq, inArray, isNull, sql } from "drizzle-orm";
import { z } from "zod";
import type { Database } from "#db/client.ts";
import { cloudAccounts, cloudResources } from "#db/schema/cloud.ts";
import { clusters } from "#db/schema/clusters.ts";
import { ListInput, type ListPage, orderOf, pageOf, searchIn } from "#lib/platform/page.ts";
import { defineQuery } from "#lib/platform/query.ts";
import type { AccountReport } from "./account-report.ts";
import { identityOf } from "./credential-identity.ts";
import { findAccount } from "./find-account.ts";
import { inspectAccount } from "./inspect-account.ts";
import { loadMapped } from "./load-mapped.ts";
import { openAccount, openCredential } from "./open-account.ts";
import { CloudAccountConfig } from "./schema.ts";

export type AccountRow = {
  id: string;
  name: string;
  kind: "aws" | "datacenter";
  /** AWS's twelve digits, or where the data centre's S3 is. */
  where: string;
  region: string;
  credentialSetAt: Date;
  clusters: string[];
  counts: { buckets: number; repositories: number; secrets: number };
};

const everywhere = async () => ({ projectId: null });

/** The cloud accounts, by name, with what is mapped of each and the clusters that use it. */
export const listAccounts = defineQuery({
  name: "cloud-account.list",
  input: ListInput,
  permission: "cluster:read",
  target: everywhere,
  run: async ({ db, input }): Promise<ListPage<AccountRow>> => {
    const where = searchIn(input.search, [cloudAccounts.name]);
    const { limit, offset } = pageOf(input);
    const { name, kind, credentialSetAt } = cloudAccounts;
    const [rows, total] = await Promise.all([
      db
        .select({ id: cloudAccounts.id, name, kind, credentialSetAt, config: cloudAccounts.config })
        .from(cloudAccounts)
        .where(where)
        .orderBy(...orderOf(input.sort, { name, kind, credentialSetAt }, cloudAccounts.id))
        .limit(limit)
        .offset(offset),
      db.$count(cloudAccounts, where),
    ]);
    const ids = rows.map(({ id }) => id);
    const [counts, used] = ids.length > 0 ? await Promise.all([countsOf(db, ids), clustersOf(db, ids)]) : [[], []];
    return {
      total,
      rows: rows.map(({ config: stored, ...account }) => {
        const config = CloudAccountConfig.parse(stored);
        const count = (kind: string) => counts.find((one) => one.id === account.id && one.kind === kind)?.count ?? 0;
        return {
          ...account,
          where: config.kind === "aws" ? config.accountId : new URL(config.s3.endpoint).host,
          region: config.kind === "aws" ? config.region : config.s3.region,
          clusters: used.filter(({ accountId }) => accountId === account.id).map((cluster) => cluster.name),
          counts: {
            buckets: count("bucket"),
            repositories: count("image-repository"),
            secrets: count("secret"),
          },
        };
      }),
    };
  },
});

const countsOf = (db: Database, ids: string[]) =>
  db
    .select({ id: cloudResources.cloudAccountId, kind: cloudResources.kind, count: sql<number>`count(*)::int` })
    .from(cloudResources)
    .where(inArray(cloudResources.cloudAccountId, ids))
    .groupBy(cloudResources.cloudAccountId, cloudResources.kind);

const clustersOf = (db: Database, ids: string[]) =>
  db
    .select({ accountId: clusters.cloudAccountId, name: clusters.name })
    .from(clusters)
    .where(and(inArray(clusters.cloudAccountId, ids), isNull(clusters.retiredAt)))
    .orderBy(asc(clusters.name));

/** One account: where it is reached, how it signs in, and what uses it. Nothing of the credential but its kind and an access key's id. */
export const getAccount = defineQuery({
  name: "cloud-account.get",
  input: z.strictObject({ cloudAccountId: z.uuid() }),
  permission: "cluster:read",
  target: (ctx, { cloudAccountId }) => findAccount(ctx, cloudAccountId),
  run: async ({ db, target: { account } }) => {
    const [[row], counts, used] = await Promise.all([
      db
        .select({ sealed: cloudAccounts.sealedCredential, credentialSetAt: cloudAccounts.credentialSetAt })
        .from(cloudAccounts)
        .where(eq(cloudAccounts.id, account.id)),
      countsOf(db, [account.id]),
      clustersOf(db, [account.id]),
    ]);
    const config = CloudAccountConfig.parse(account.config);
    return {
      ...account,
      config,
      credentialSetAt: row?.credentialSetAt ?? null,
      identity: identityOf(openCredential(row?.sealed ?? null, account.id)),
      clusters: used.map(({ name }) => name),
      counts: Object.fromEntries(counts.map(({ kind, count }) => [kind, count])) as Record<string, number>,
    };
  },
});

/** Holds the stored credential against the account as it is now: whose it is, what it may do, what is missing. */
export const testAccount = defineQuery({
  name: "cloud-account.test",
  input: z.strictObject({ cloudAccountId: z.uuid() }),
  permission: "cluster:read",
  target: (ctx, { cloudAccountId }) => findAccount(ctx, cloudAccountId),
  run: async ({ db, target: { account } }): Promise<AccountReport> =>
    inspectAccount(await openAccount(db, account.id), await loadMapped(db, account)),
});

/** The accounts there are to choose from, by name. */
export const listAccountChoices = defineQuery({
  name: "cloud-account.choices",
  input: z.strictObject({}),
  permission: "cluster:read",
  target: everywhere,
  run: ({ db }) =>
    db
      .select({ id: cloudAccounts.id, name: cloudAccounts.name, kind: cloudAccounts.kind })
      .from(cloudAccounts)
      .orderBy(asc(cloudAccounts.name)),
});
export type AccountChoice = { id: string; name: string; kind: "aws" | "datacenter" };
