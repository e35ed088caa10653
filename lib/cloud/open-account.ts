import { eq } from "drizzle-orm";
import type { Database, Transaction } from "#db/client.ts";
import { cloudAccounts } from "#db/schema/cloud.ts";
import type { AwsAccess } from "#lib/aws/access.ts";
import { open, seal } from "#lib/platform/crypto.ts";
import { env } from "#lib/platform/env.ts";
import { notFound } from "#lib/platform/errors.ts";
import type { RegistryAccess } from "#lib/registry/access.ts";
import type { VaultAccess } from "#lib/vault/vault-request.ts";
import { AwsAccountConfig, AwsCredential, DatacenterAccountConfig, DatacenterCredential } from "./schema.ts";

type Common = {
  id: string;
  name: string;
  initImage: { repository: string; tag: string };
  /** Access to the account's S3 in a region (a data centre has one). */
  s3(region: string): AwsAccess;
};
export type OpenAwsAccount = Common & {
  kind: "aws";
  config: AwsAccountConfig;
  /** The role that Slipway takes on there; undefined where it has a key of the account's own. */
  roleArn: string | undefined;
  aws(region: string): AwsAccess;
};
export type OpenDatacenterAccount = Common & {
  kind: "datacenter";
  config: DatacenterAccountConfig;
  registry: RegistryAccess;
  vault: VaultAccess;
};
/** A cloud account with its credential opened: lives in memory alone. */
export type OpenAccount = OpenAwsAccount | OpenDatacenterAccount;

export const sealCredential = (credential: object, rowId: string): string =>
  seal(env().SLIPWAY_ENCRYPTION_KEYS, JSON.stringify(credential), rowId);

export const openCredential = (sealed: string | null, rowId: string): unknown =>
  sealed === null ? {} : JSON.parse(open(env().SLIPWAY_ENCRYPTION_KEYS, sealed, rowId));

/** Reads an account and opens its credential; throws `not-found`, or where no configured key opens it. */
export async function openAccount(db: Database | Transaction, accountId: string): Promise<OpenAccount> {
  const [row] = await db.select().from(cloudAccounts).where(eq(cloudAccounts.id, accountId));
  if (!row) throw notFound("no-cloud-account");
  return withCredential(row, openCredential(row.sealedCredential, row.id));
}

type Row = Pick<typeof cloudAccounts.$inferSelect, "id" | "name" | "kind" | "config">;

/** An account with a credential that may not be its stored one: to try it before it is kept. */
export const withCredential = (row: Row, credential: unknown): OpenAccount =>
  row.kind === "aws" ? openAws(row, credential) : openDatacenter(row, credential);

function openAws(row: Row, rawCredential: unknown): OpenAwsAccount {
  const config = AwsAccountConfig.parse(row.config);
  const { accessKeyId, secretAccessKey, roleArn, externalId } = AwsCredential.parse(rawCredential);
  const role = { ...(roleArn ? { roleArn } : {}), ...(externalId ? { externalId } : {}) };
  const credential = accessKeyId && secretAccessKey ? { accessKeyId, secretAccessKey, ...role } : role;
  const aws = (region: string): AwsAccess => ({
    accountId: config.accountId,
    region,
    ...(config.endpoint ? { endpoint: config.endpoint } : {}),
    credential,
  });
  return { kind: "aws", id: row.id, name: row.name, config, initImage: config.initImage, roleArn, aws, s3: aws };
}

function openDatacenter(row: Row, rawCredential: unknown): OpenDatacenterAccount {
  const config = DatacenterAccountConfig.parse(row.config);
  const credential = DatacenterCredential.parse(rawCredential);
  return {
    kind: "datacenter",
    id: row.id,
    name: row.name,
    config,
    initImage: config.initImage,
    s3: () => ({
      accountId: row.name,
      region: config.s3.region,
      endpoint: config.s3.endpoint,
      credential: credential.s3,
    }),
    registry: { address: config.registry.url, ...credential.registry },
    vault: { address: config.vault.address, token: credential.vault.token },
  };
}
