import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { CreateBucketCommand, PutBucketPolicyCommand, PutBucketVersioningCommand, S3Client } from "@aws-sdk/client-s3";
import type { StartDatacenterS3 } from "#demo/sandbox.ts";
import type { AwsAccount } from "#sandbox/aws/accounts.ts";
import { requirePeer } from "./peers.ts";
import { startRealS3 } from "./s3.ts";

type User = AwsAccount["users"][number];

/**
 * The data centre's S3 as a real versitygw. Its root key is the portal's; each project's user may there what its policy says, written
 * as the policies of the buckets, since the gateway's users have none of their own.
 */
export const startRealDatacenterS3: StartDatacenterS3 = async ({ dataDir, region, account }) => {
  const [root, ...users] = account.users;
  if (!root) throw new Error(`The account ${account.name} has no user`);
  const gateway = await startRealS3({ dataDir, region, ...keyOf(root) });
  const s3 = new S3Client({ endpoint: gateway.url, region, credentials: keyOf(root), forcePathStyle: true });
  try {
    for (const user of users) await createUser(gateway.url, region, root, user);
    for (const { name, versioning } of account.buckets) {
      await s3.send(new CreateBucketCommand({ Bucket: name }));
      if (versioning)
        await s3.send(new PutBucketVersioningCommand({ Bucket: name, VersioningConfiguration: { Status: "Enabled" } }));
      const Statement = users.flatMap((user) => statementsOn(name, user));
      if (Statement.length === 0) continue;
      const Policy = JSON.stringify({ Version: "2012-10-17", Statement });
      await s3.send(new PutBucketPolicyCommand({ Bucket: name, Policy }));
    }
    return gateway;
  } catch (error) {
    await gateway.stop();
    throw error;
  } finally {
    s3.destroy();
  }
};

const keyOf = ({ accessKeyId, secretAccessKey }: User) => ({ accessKeyId, secretAccessKey });

/** What a user's own policies allow on one bucket, as that bucket's policy says it: the gateway knows a user by the access key. */
const statementsOn = (bucket: string, user: User) =>
  user.policies
    .flatMap(({ Statement }) => Statement)
    .filter(({ Resource }) =>
      [Resource].flat().some((arn) => arn === `arn:aws:s3:::${bucket}` || arn?.startsWith(`arn:aws:s3:::${bucket}/`)),
    )
    .map(({ Effect, Action, Resource }) => ({ Effect, Action, Resource, Principal: { AWS: [user.accessKeyId] } }));

async function createUser(url: string, region: string, root: User, user: User): Promise<void> {
  const args = ["admin", "--endpoint-url", url, "--region", region, "create-user"];
  const key = ["--access", user.accessKeyId, "--secret", user.secretAccessKey, "--role", "user"];
  const env = { ADMIN_ACCESS_KEY_ID: root.accessKeyId, ADMIN_SECRET_ACCESS_KEY: root.secretAccessKey };
  await promisify(execFile)(requirePeer("s3"), [...args, ...key], {
    env: env as Partial<NodeJS.ProcessEnv> as NodeJS.ProcessEnv,
  });
}
