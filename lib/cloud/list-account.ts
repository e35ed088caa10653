import { listBuckets } from "#lib/aws/buckets.ts";
import { listRepositories } from "#lib/aws/ecr.ts";
import { bucketArn } from "#lib/aws/portal-policy.ts";
import { listSecrets } from "#lib/aws/secrets-manager.ts";
import { type ErrorCode, SlipwayError } from "#lib/platform/errors.ts";
import * as registry from "#lib/registry/images.ts";
import * as vault from "#lib/vault/list-secrets.ts";
import type { OpenAccount, OpenAwsAccount, OpenDatacenterAccount } from "./open-account.ts";

export type ResourceKind = "bucket" | "image-repository" | "secret";
export type ListedResource = { name: string; arn: string | null; region: string };
/** A place that could not be listed: which action it takes there, and what was answered. */
export type ListObstacle = { code: ErrorCode; action: string; place: string; message: string };
export type Listing = { found: ListedResource[]; obstacles: ListObstacle[]; isTruncated: boolean };

const MAX_LISTED = 2000;
const nothing: Listing = { found: [], obstacles: [], isTruncated: false };

/**
 * What an account holds of a kind, listed live, never a secret's value; at most 2000 in each place. What can't be listed is told beside what can.
 * Buckets come from all regions whatever is asked; a data centre has one.
 */
export async function listAccount(
  account: OpenAccount,
  kind: ResourceKind,
  regions: readonly string[],
): Promise<Listing> {
  const listings =
    account.kind === "aws"
      ? kind === "bucket"
        ? [awsBuckets(account)]
        : regions.map((region) => (kind === "secret" ? awsSecrets(account, region) : awsRepositories(account, region)))
      : inDatacenter(account, kind);
  return (await Promise.all(listings)).reduce(
    (all, one) => ({
      found: [...all.found, ...one.found],
      obstacles: [...all.obstacles, ...one.obstacles],
      isTruncated: all.isTruncated || one.isTruncated,
    }),
    nothing,
  );
}

const awsBuckets = (account: OpenAwsAccount) =>
  telling("s3:ListAllMyBuckets", account.config.accountId, async () => {
    const { region } = account.config;
    const { buckets, isTruncated } = await listBuckets(account.s3(region), MAX_LISTED);
    const found = buckets.map((bucket) => ({
      name: bucket.name,
      arn: bucketArn(bucket.region ?? region, bucket.name),
      region: bucket.region ?? region,
    }));
    return { found, isTruncated };
  });

const awsSecrets = (account: OpenAwsAccount, region: string) =>
  telling("secretsmanager:ListSecrets", region, async () => {
    const { secrets, isTruncated } = await listSecrets(account.aws(region), MAX_LISTED);
    return { found: secrets.map((secret) => ({ ...secret, region })), isTruncated };
  });

const awsRepositories = (account: OpenAwsAccount, region: string) =>
  telling("ecr:DescribeRepositories", region, async () => {
    const { repositories, isTruncated } = await listRepositories(account.aws(region), MAX_LISTED);
    return { found: repositories.map(({ name, arn }) => ({ name, arn, region })), isTruncated };
  });

function inDatacenter(account: OpenDatacenterAccount, kind: ResourceKind): Promise<Listing>[] {
  const { region } = account.config.s3;
  const named = (names: string[], arnOf: (name: string) => string | null = () => null) =>
    names.map((name) => ({ name, arn: arnOf(name), region }));
  if (kind === "bucket")
    return [
      telling("s3:ListAllMyBuckets", new URL(account.config.s3.endpoint).host, async () => {
        const { buckets, isTruncated } = await listBuckets(account.s3(region), MAX_LISTED);
        const names = buckets.map(({ name }) => name);
        return { found: named(names, (name) => bucketArn(region, name)), isTruncated };
      }),
    ];
  if (kind === "image-repository")
    return [
      telling("GET /v2/_catalog", new URL(account.config.registry.url).host, async () => {
        const { names, isTruncated } = await registry.listRepositories(account.registry, MAX_LISTED);
        return { found: named(names), isTruncated };
      }),
    ];
  return account.config.vault.secretMounts.map(async (mount) => {
    const closed: ListObstacle[] = [];
    const listing = await telling("list", `${mount}/metadata/`, async () => {
      const listed = await vault.listSecrets(account.vault, mount, MAX_LISTED);
      for (const folder of listed.closed)
        closed.push({ code: "denied", action: "list", place: folder.replace("/", "/metadata/"), message: "" });
      return { found: named(listed.names), isTruncated: listed.isTruncated };
    });
    return { ...listing, obstacles: [...listing.obstacles, ...closed] };
  });
}

/** One place's list, or what stands against it. A bug stays a bug. */
async function telling(
  action: string,
  place: string,
  list: () => Promise<Omit<Listing, "obstacles">>,
): Promise<Listing> {
  try {
    return { ...(await list()), obstacles: [] };
  } catch (error) {
    if (!(error instanceof SlipwayError)) throw error;
    return { ...nothing, obstacles: [{ code: error.code, action, place, message: error.publicMessage }] };
  }
}
