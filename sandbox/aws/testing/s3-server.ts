import { randomBytes } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CreateBucketCommand, PutBucketVersioningCommand, S3Client, type S3ClientConfig } from "@aws-sdk/client-s3";
import type { AwsAccount } from "../accounts.ts";
import { startAws } from "../server.ts";

export type TestS3 = {
  client: S3Client;
  endpoint: string;
  credentials: { accessKeyId: string; secretAccessKey: string };
  newClient(config?: Partial<S3ClientConfig>): S3Client;
  newBucket(options?: { versioning?: boolean }): Promise<string>;
  stop(): Promise<void>;
};

const KEYS = { accessKeyId: "AKIASANDBOXTESTS0001", secretAccessKey: "sandbox/tests/only/not/a/secret/anywhere" };
const ACCOUNT: AwsAccount = {
  id: "000000000000",
  name: "dc",
  users: [
    {
      name: "tests",
      ...KEYS,
      policies: [{ Version: "2012-10-17", Statement: { Effect: "Allow", Action: "s3:*", Resource: "*" } }],
    },
  ],
  roles: [],
  oidcProviders: [],
  buckets: [],
  secrets: [],
  repositories: [],
  eksClusters: [],
};

/** The S3 server named by SLIPWAY_TEST_S3_ENDPOINT and its two keys, else the sandbox in a folder of its own. */
export async function openTestS3(): Promise<TestS3> {
  const {
    SLIPWAY_TEST_S3_ENDPOINT: given,
    SLIPWAY_TEST_S3_ACCESS_KEY_ID: id,
    SLIPWAY_TEST_S3_SECRET_ACCESS_KEY: secret,
  } = process.env;
  const dataDir = given ? undefined : await mkdtemp(join(tmpdir(), "slipway-s3-"));
  const sandbox = dataDir ? await startAws({ dataDir, accounts: [ACCOUNT] }) : undefined;
  const endpoint = given ?? sandbox?.url ?? "";
  const credentials = given ? { accessKeyId: id ?? "", secretAccessKey: secret ?? "" } : KEYS;
  const newClient = (config: Partial<S3ClientConfig> = {}) =>
    new S3Client({ endpoint, region: "us-east-1", forcePathStyle: true, credentials, maxAttempts: 1, ...config });
  const client = newClient();
  return {
    client,
    endpoint,
    credentials,
    newClient,
    async newBucket({ versioning } = {}) {
      const Bucket = `conformance-${randomBytes(6).toString("hex")}`;
      await client.send(new CreateBucketCommand({ Bucket }));
      if (versioning)
        await client.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status: "Enabled" } }));
      return Bucket;
    },
    async stop() {
      client.destroy();
      await sandbox?.stop();
      if (dataDir) await rm(dataDir, { recursive: true });
    },
  };
}
